#include "ranks/mpi_ranks.h"

#include <dlfcn.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "base/program_module.h"
#include "ranks/mpi_module.h"

namespace lianmeng::ranks {
namespace {

constexpr const char* kModule = "lianmeng_mpi.so";
constexpr auto kPollInterval = std::chrono::milliseconds(1);

int EnvironmentNumber(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? 0 : std::atoi(text);
}

Error MpiFailed(const char* what) {
  return MakeError(ErrorCode::kIo, {"MPI 出错", "MPI failed"},
                   {.file = {}, .line = 0, .field = "mpi", .value = what});
}

class MpiRanks final : public Ranks {
 public:
  MpiRanks(const LianmengMpi& mpi, int rank, int size) : mpi_(mpi), rank_(rank), size_(size) {}
  ~MpiRanks() override { mpi_.finish(); }

  [[nodiscard]] int rank() const override { return rank_; }
  [[nodiscard]] int size() const override { return size_; }

  Status Broadcast(std::string& bytes) override {
    uint64_t count = bytes.size();
    if (mpi_.broadcast(reinterpret_cast<char*>(&count), sizeof count) != 0)
      return MpiFailed("broadcast");
    bytes.resize(count);
    if (mpi_.broadcast(bytes.data(), count) != 0) return MpiFailed("broadcast");
    return Ok{};
  }

  Status Send(int to, std::string_view bytes) override {
    if (mpi_.send(to, bytes.data(), bytes.size()) != 0) return MpiFailed("send");
    return Ok{};
  }

  // MPI's own waiting keeps a core busy, which the ranks that still compute may need.
  Result<Message> Receive() override {
    while (true) {
      LM_ASSIGN(std::optional<Message> message, TryReceive());
      if (message) return std::move(*message);
      std::this_thread::sleep_for(kPollInterval);
    }
  }

  Result<std::optional<Message>> TryReceive() override {
    int found = 0;
    int from = 0;
    uint64_t count = 0;
    if (mpi_.probe(0, &found, &from, &count) != 0) return MpiFailed("probe");
    if (found == 0) return std::optional<Message>();
    Message message{from, std::string(count, '\0')};
    if (mpi_.receive(from, message.bytes.data(), count) != 0) return MpiFailed("receive");
    return std::optional<Message>(std::move(message));
  }

 private:
  const LianmengMpi& mpi_;
  int rank_;
  int size_;
};

}  // namespace

// PMIX_RANK: Slurm's srun, which does not tell the size before MPI has started.
bool StartedByMpi() {
  return EnvironmentNumber("OMPI_COMM_WORLD_SIZE") > 1 || EnvironmentNumber("PMI_SIZE") > 1 ||
         std::getenv("PMIX_RANK") != nullptr;
}

int RanksOnThisMachine() {
  for (const char* name : {"OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS"}) {
    if (const int count = EnvironmentNumber(name); count > 0) return count;
  }
  return 1;
}

Result<std::unique_ptr<Ranks>> OpenMpi() {
  // For all: Open MPI opens its own parts, which look for its symbols.
  void* module = OpenProgramModule(kModule, ModuleSymbols::kForAll);
  if (module == nullptr) {
    const char* reason = dlerror();
    return MakeError(
        ErrorCode::kNotFound,
        {"没有 MPI 模块：安装 libopenmpi-dev 后重新构建",
         "there is no MPI module: install libopenmpi-dev and build again"},
        {.file = kModule, .line = 0, .field = {}, .value = reason == nullptr ? "" : reason});
  }
  const auto functions = reinterpret_cast<decltype(&lianmeng_mpi)>(dlsym(module, "lianmeng_mpi"));
  if (functions == nullptr) return MpiFailed("module");
  const LianmengMpi& mpi = *functions();
  int rank = 0;
  int size = 0;
  if (mpi.start(&rank, &size) != 0) return MpiFailed("start");
  return std::unique_ptr<Ranks>(new MpiRanks(mpi, rank, size));
}

}  // namespace lianmeng::ranks
