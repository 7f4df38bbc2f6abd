#ifndef CSV_VECTORS_H
#define CSV_VECTORS_H

/*
 * What this machine may be able to do beyond what all of its kind can. Where
 * WITH_VECTORS is defined, functions with that attribute are made of vectors of 32
 * bytes and of instructions for single bits (AVX2 and BMI, which came together), and
 * those WITH_WIDE of vectors of 64 bytes, whose comparisons give bits, and which can
 * be packed by bits (AVX-512 BW and VBMI2). HAS_VECTORS and HAS_WIDE tell, when the
 * program runs, whether they may be called.
 */

#if defined(__x86_64__) && defined(__GNUC__)

#if defined(__has_include)
#if __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>
#endif
#endif

#define WITH_VECTORS __attribute__((target("avx2,bmi")))

#define WITH_WIDE __attribute__((target("avx2,bmi,avx512bw,avx512vbmi2")))

/* libc knows what the processor can do; to ask it once more takes longer than to
 * read a small file. */
#ifdef CPU_FEATURE_ACTIVE
#define HAS_VECTORS (CPU_FEATURE_ACTIVE(AVX2) && CPU_FEATURE_ACTIVE(BMI1))
#define HAS_WIDE (HAS_VECTORS && CPU_FEATURE_ACTIVE(AVX512BW) &&		\
    CPU_FEATURE_ACTIVE(AVX512_VBMI2))
#else
#define HAS_VECTORS (__builtin_cpu_supports("avx2") && \
    __builtin_cpu_supports("bmi"))
#define HAS_WIDE (HAS_VECTORS && __builtin_cpu_supports("avx512bw") &&	\
    __builtin_cpu_supports("avx512vbmi2"))
#endif

#endif

#endif
