/**
 * How Node runs each of our apps, from the root of the product; the Dockerfile says the same.
 *
 * A read leaves some 400 kB of garbage beside a heap of 75 MB that lives. V8 begins with a young generation of 1 MB, and goes
 * back to it when the load pauses: then what is under way outlives it, and is only found dead by marking the whole heap. And
 * it shares each small collection among as many threads as there are cores, which costs more than it saves on a core of one's
 * own. 32 MB are twice what is under way at 32 reads at once; a process takes 30 MB more for it.
 *
 * What code was optimised for is forms of objects, and V8 lets go of a form after two collections that met no object of it. Then
 * the code of whole mappers is thrown away, and compiled anew under load. Forms are a few hundred bytes each, and are kept.
 *
 * Of what outlives small collections V8 learns where it is made, and makes it among what is old from then on. What it learns while
 * the load rests or the whole heap is marked is not unlearnt: all headers of answers grew old, each with the 4 kB that came from
 * the socket with it, 20 kB of a read, until 64 MB of them had the whole heap marked, every three seconds under load.
 *
 * When a process has been idle for some seconds, V8 collects to the last byte, and lets go of such forms whatever it was told: the
 * first thousand reads after a pause of the load then cost two to three times as much, and the code was never again as good. It no
 * longer does (`--no-memory-reducer`); what the start of an app leaves behind is collected by the app itself, before it listens.
 *
 * V8 marks the whole heap as soon as what may still grow old until its limit is less than the young generation: with 32 MB of
 * that, each time 10 MB had grown old, every two to five seconds under load, 130 ms of CPU each. The heap may grow to twice what
 * lived after the last time instead.
 */
export const nodeOptions = ['--min-semi-space-size=32', '--max-semi-space-size=32', '--no-parallel-scavenge', '--retain-maps-for-n-gc=1000', '--no-allocation-site-pretenuring', '--no-memory-reducer', '--heap-growing-percent=100', '--expose-gc', '--import=./scripts/launcher/source-maps.mjs'];

/**
 * What the C library of each of our apps is told: glibc otherwise begins a heap for every thread, up to eight
 * times the cores, and what one has let go the others cannot use. Elsewhere nobody reads it.
 */
export const libraryEnvironment = { MALLOC_ARENA_MAX: '2' };
