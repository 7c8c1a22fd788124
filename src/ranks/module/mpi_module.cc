// Compiled against MPI into lianmeng_mpi.so; all that the program knows of MPI.
#include <mpi.h>

#include <algorithm>

#include "ranks/mpi_module.h"

namespace {

constexpr uint64_t kPieceBytes = uint64_t{1} << 30;  // MPI counts in int
constexpr int kTag = 1;

int Start(int* rank, int* size) {
  int provided = 0;
  if (MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS) return 1;
  if (provided < MPI_THREAD_FUNNELED) return 1;
  if (MPI_Comm_rank(MPI_COMM_WORLD, rank) != MPI_SUCCESS) return 1;
  return MPI_Comm_size(MPI_COMM_WORLD, size) == MPI_SUCCESS ? 0 : 1;
}

int Finish() { return MPI_Finalize() == MPI_SUCCESS ? 0 : 1; }

int Broadcast(char* bytes, uint64_t count) {
  for (uint64_t at = 0; at < count; at += kPieceBytes) {
    const auto piece = static_cast<int>(std::min(kPieceBytes, count - at));
    if (MPI_Bcast(bytes + at, piece, MPI_BYTE, 0, MPI_COMM_WORLD) != MPI_SUCCESS) return 1;
  }
  return 0;
}

int Send(int to, const char* bytes, uint64_t count) {
  if (count > kPieceBytes) return 1;
  const auto size = static_cast<int>(count);
  return MPI_Send(bytes, size, MPI_BYTE, to, kTag, MPI_COMM_WORLD) == MPI_SUCCESS ? 0 : 1;
}

int Probe(int wait, int* found, int* from, uint64_t* count) {
  MPI_Status status;
  *found = 1;
  const int result = wait != 0 ? MPI_Probe(MPI_ANY_SOURCE, kTag, MPI_COMM_WORLD, &status)
                               : MPI_Iprobe(MPI_ANY_SOURCE, kTag, MPI_COMM_WORLD, found, &status);
  if (result != MPI_SUCCESS) return 1;
  if (*found == 0) return 0;
  int size = 0;
  if (MPI_Get_count(&status, MPI_BYTE, &size) != MPI_SUCCESS || size < 0) return 1;
  *from = status.MPI_SOURCE;
  *count = static_cast<uint64_t>(size);
  return 0;
}

int Receive(int from, char* bytes, uint64_t count) {
  return MPI_Recv(bytes, static_cast<int>(count), MPI_BYTE, from, kTag, MPI_COMM_WORLD,
                  MPI_STATUS_IGNORE) == MPI_SUCCESS
             ? 0
             : 1;
}

}  // namespace

extern "C" const LianmengMpi* lianmeng_mpi() {
  static constexpr LianmengMpi kFunctions = {Start, Finish, Broadcast, Send, Probe, Receive};
  return &kFunctions;
}
