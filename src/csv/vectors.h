#ifndef CSV_VECTORS_H
#define CSV_VECTORS_H

/*
 * What this machine may be able to do beyond what all of its kind can: where
 * WITH_VECTORS is defined, functions with that attribute are made of vectors of 32
 * bytes and of instructions for single bits (AVX2 and BMI, which came together),
 * and HAS_VECTORS tells, when the program runs, whether they may be called.
 */

#if defined(__x86_64__) && defined(__GNUC__)

#if defined(__has_include)
#if __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>
#endif
#endif

#define WITH_VECTORS __attribute__((target("avx2,bmi")))

/* libc knows what the processor can do; to ask it once more takes longer than to
 * read a small file. */
#ifdef CPU_FEATURE_ACTIVE
#define HAS_VECTORS (CPU_FEATURE_ACTIVE(AVX2) && CPU_FEATURE_ACTIVE(BMI1))
#else
#define HAS_VECTORS (__builtin_cpu_supports("avx2") && \
    __builtin_cpu_supports("bmi"))
#endif

#endif

#endif
