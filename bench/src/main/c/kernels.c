/* The peers of the kernels: the plain loops that a C programmer would write, for
   gcc -O3 -march=native -ffast-math -shared -fPIC. No loop calls a function, so gcc is free to vectorize each. */
#include <stdint.h>

double c_sum(const double *x, int64_t n) {
    double s = 0;
    for (int64_t i = 0; i < n; i++) s += x[i];
    return s;
}

double c_min(const double *x, int64_t n) {
    double m = __builtin_inf();
    for (int64_t i = 0; i < n; i++) m = x[i] < m ? x[i] : m;
    return m;
}

double c_max(const double *x, int64_t n) {
    double m = -__builtin_inf();
    for (int64_t i = 0; i < n; i++) m = x[i] > m ? x[i] : m;
    return m;
}

double c_filter_sum(const double *f, double lo, double hi, const double *x, int64_t n) {
    double s = 0;
    for (int64_t i = 0; i < n; i++) s += f[i] >= lo && f[i] <= hi ? x[i] : 0;
    return s;
}

double c_filter_sum_same(const double *x, double lo, double hi, int64_t n) {
    double s = 0;
    for (int64_t i = 0; i < n; i++) s += x[i] >= lo && x[i] <= hi ? x[i] : 0;
    return s;
}

double c_filter_sum_long(const int64_t *f, int64_t lo, int64_t hi, const double *x, int64_t n) {
    double s = 0;
    for (int64_t i = 0; i < n; i++) s += f[i] >= lo && f[i] <= hi ? x[i] : 0;
    return s;
}

int64_t c_filter_count(const double *f, double lo, double hi, int64_t n) {
    int64_t c = 0;
    for (int64_t i = 0; i < n; i++) c += f[i] >= lo && f[i] <= hi;
    return c;
}

double c_sum_product(const double *x, const double *y, int64_t n) {
    double s = 0;
    for (int64_t i = 0; i < n; i++) s += x[i] * y[i];
    return s;
}

double c_sum_product_long(const double *x, const int64_t *y, int64_t n) {
    double s = 0;
    for (int64_t i = 0; i < n; i++) s += x[i] * (double) y[i];
    return s;
}

double c_vwap(const double *x, const double *y, int64_t n) {
    double s = 0, w = 0;
    for (int64_t i = 0; i < n; i++) {
        s += x[i] * y[i];
        w += y[i];
    }
    return s / w;
}

/* The weights wrap at 64 bits. */
double c_vwap_long(const double *x, const int64_t *y, int64_t n) {
    double s = 0;
    uint64_t w = 0;
    for (int64_t i = 0; i < n; i++) {
        s += x[i] * (double) y[i];
        w += (uint64_t) y[i];
    }
    return s / (double) (int64_t) w;
}

double c_filter_vwap(const double *f, double lo, double hi, const double *x, const double *y, int64_t n) {
    double s = 0, w = 0;
    for (int64_t i = 0; i < n; i++) {
        int keep = f[i] >= lo && f[i] <= hi;
        s += keep ? x[i] * y[i] : 0;
        w += keep ? y[i] : 0;
    }
    return s / w;
}

/* Both in one pass; the smaller one is what the caller checks. */
double c_min_max(const double *x, int64_t n) {
    static volatile double largest;
    double a = __builtin_inf(), b = -__builtin_inf();
    for (int64_t i = 0; i < n; i++) {
        a = x[i] < a ? x[i] : a;
        b = x[i] > b ? x[i] : b;
    }
    largest = b;
    return a;
}

/* sum(a * b - c) where d between lo and hi or not e > z */
double c_expression(const double *a, const double *b, const double *c, const double *d, const double *e,
                    double lo, double hi, double z, int64_t n) {
    double s = 0;
    for (int64_t i = 0; i < n; i++) {
        int keep = (d[i] >= lo && d[i] <= hi) | !(e[i] > z);
        s += keep ? a[i] * b[i] - c[i] : 0;
    }
    return s;
}

/* Wraps at 64 bits, so it does less than the exact kernel. */
int64_t c_sum_long(const int64_t *x, int64_t n) {
    uint64_t s = 0;
    for (int64_t i = 0; i < n; i++) s += (uint64_t) x[i];
    return (int64_t) s;
}

int64_t c_min_long(const int64_t *x, int64_t n) {
    int64_t m = INT64_MAX;
    for (int64_t i = 0; i < n; i++) m = x[i] < m ? x[i] : m;
    return m;
}

/* Wraps at 64 bits, so it does less than the exact kernel. */
int64_t c_sum_product_longs(const int64_t *x, const int64_t *y, int64_t n) {
    uint64_t s = 0;
    for (int64_t i = 0; i < n; i++) s += (uint64_t) x[i] * (uint64_t) y[i];
    return (int64_t) s;
}

void c_add(const double *restrict x, const double *restrict y, int64_t n, double *restrict out) {
    for (int64_t i = 0; i < n; i++) out[i] = x[i] + y[i];
}

/* The limit of one thread: reads every byte, computes as little as can be, eight independent chains. */
int64_t c_read(const int64_t *x, int64_t n) {
#ifdef __AVX512F__
    enum { L = 8 };
#else
    enum { L = 4 };
#endif
    typedef int64_t vector __attribute__((vector_size(8 * L), aligned(8)));
    const vector *v = (const vector *) x;
    vector a[8] = {0};
    int64_t i = 0, groups = n / (8 * L);
    for (; i < groups; i++)
        for (int k = 0; k < 8; k++) a[k] |= v[8 * i + k];
    int64_t r = 0;
    for (int k = 0; k < 8; k++)
        for (int l = 0; l < L; l++) r |= a[k][l];
    for (i = groups * 8 * L; i < n; i++) r |= x[i];
    return r;
}
