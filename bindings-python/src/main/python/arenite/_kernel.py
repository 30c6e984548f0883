"""The Jupyter kernel inside the JVM: IPython's own, on Python's main thread."""


def run(connection_file: str) -> None:
    """Serve the frontend that wrote ``connection_file`` until it ends the kernel.

    An interrupt is a message (``interrupt_mode`` of the kernel's description): the kernel's control thread sends SIGINT
    to the process group, so that child processes of a cell get it too, and only Python's main thread takes it.
    """
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=["-f", connection_file])
