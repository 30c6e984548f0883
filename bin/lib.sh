# Shared by the scripts of bin/, which source it: the repository's folder, JDK 25 and Maven's settings.

REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
MODULES=(arena partitions engine lazy-dsl formats bindings-python cli bench)
JDK_FOLDERS=(
  /usr/lib/jvm /usr/lib64/jvm /usr/java /usr/local /opt
  "$HOME/.sdkman/candidates/java" "$HOME/.jdks" "$HOME/.asdf/installs/java" "$HOME/.local/share/mise/installs/java"
)

die() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

is_jdk25() {
  [[ -x $1/bin/javac && -r $1/release ]] && grep -Eq '^JAVA_VERSION="25[."]' "$1/release"
}

# Sets and exports JAVA_HOME to a JDK 25; an exported JAVA_HOME that is one already wins.
find_jdk25() {
  local folder jdk
  if [[ -z ${JAVA_HOME:-} ]] || ! is_jdk25 "$JAVA_HOME"; then
    JAVA_HOME=
    for folder in "${JDK_FOLDERS[@]}"; do
      for jdk in "$folder"/*; do
        if is_jdk25 "$jdk"; then
          JAVA_HOME=$jdk
          break 2
        fi
      done
    done
  fi
  [[ -n $JAVA_HOME ]] || die "no JDK 25 found: install any vendor's JDK 25, set JAVA_HOME
searched: JAVA_HOME$(printf ', %s' "${JDK_FOLDERS[@]}")"
  export JAVA_HOME
}

# Maven under the JDK found, from the repository's root; it prints warnings and errors only. Its libraries still call
# sun.misc.Unsafe, which is not our news, and it ends its output with a colour reset that would spoil our last line.
maven() {
  local options="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 --sun-misc-unsafe-memory-access=allow"
  options+=" -Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
  (cd "$REPO" && MAVEN_OPTS="$options ${MAVEN_OPTS:-}" mvn -B "$@" 2>&1 | sed -u $'s/\e\\[0*m//g')
}
