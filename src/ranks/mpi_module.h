// What the shared module lianmeng_mpi.so offers to the program, in plain C: the program itself is not
// linked to MPI, which would cost its start and bind it to one MPI (docs/decisions/0009).
#pragma once

#include <cstdint>

extern "C" {

// All functions return 0, or another number if MPI failed.
struct LianmengMpi {
  int (*start)(int* rank, int* size);
  int (*finish)();
  int (*broadcast)(char* bytes, uint64_t count);  // from rank 0
  int (*send)(int to, const char* bytes, uint64_t count);
  // Waits for the next message, or with wait == 0 sets *found to 0 if there is none.
  int (*probe)(int wait, int* found, int* from, uint64_t* count);
  int (*receive)(int from, char* bytes, uint64_t count);  // the message that was probed
};

// The name under which the module exports a function that returns them.
const LianmengMpi* lianmeng_mpi();
}
