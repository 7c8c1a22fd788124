// Available memory from the kernel's files, of this machine's shape and of others: a folder in the
// place of the root.
#include "base/memory.h"

#include <gtest/gtest.h>

#include "tests/support/files.h"

namespace lianmeng {
namespace {

namespace fs = std::filesystem;

class FakeRoot {
 public:
  void Write(const std::string& path, const std::string& text) {
    const fs::path file = fs::path(folder_.path()) / path;
    fs::create_directories(file.parent_path());
    testing::WriteFile(file.string(), text);
  }
  [[nodiscard]] std::string path() const { return folder_.path(); }

 private:
  testing::TemporaryFolder folder_;
};

TEST(Memory, IsReadFromTheKernelsTable) {
  EXPECT_EQ(ParseAvailableMemory("MemTotal: 10 kB\nMemAvailable:   2048 kB\n"), 2048U * 1024);
  EXPECT_EQ(ParseAvailableMemory("MemTotal: 10 kB\n"), std::nullopt);
  EXPECT_EQ(ParseAvailableMemory("MemAvailable: x kB\n"), std::nullopt);
  EXPECT_EQ(ParseAvailableMemory("MemAvailable: 99999999999999999999 kB\n"), std::nullopt);
  EXPECT_EQ(MemoryText(1), "1 MB");
  EXPECT_EQ(MemoryText(1'400'000'000), "1.4 GB");
}

TEST(Memory, OfControlGroupsVersion2IsTheLeastUpwards) {
  FakeRoot root;
  EXPECT_EQ(AvailableMemory(root.path()), std::nullopt);
  root.Write("proc/meminfo", "MemAvailable: 4000 kB\n");
  root.Write("proc/self/cgroup", "0::/job.slice/step\n");
  EXPECT_EQ(ControlGroupMemory(root.path()), std::nullopt);
  EXPECT_EQ(AvailableMemory(root.path()), 4'096'000U);
  const std::string job = "sys/fs/cgroup/job.slice/";
  root.Write(job + "step/memory.max", "max\n");
  EXPECT_EQ(ControlGroupMemory(root.path()), std::nullopt);
  root.Write(job + "memory.max", "3000000\n");
  EXPECT_EQ(ControlGroupMemory(root.path()), 3'000'000U);
  // Used, but for file pages that can go.
  root.Write(job + "memory.current", "900000\n");
  root.Write(job + "memory.stat", "anon 500000\ninactive_file 300000\nactive_file 100000\n");
  EXPECT_EQ(ControlGroupMemory(root.path()), 2'400'000U);
  EXPECT_EQ(AvailableMemory(root.path()), 2'400'000U);
  root.Write(job + "step/memory.max", "1000000\n");
  root.Write(job + "step/memory.current", "1500000\n");  // over its limit: nothing is left
  EXPECT_EQ(AvailableMemory(root.path()), 0U);
  root.Write("proc/meminfo", "MemAvailable: 1 kB\n");
  root.Write(job + "step/memory.current", "0\n");
  EXPECT_EQ(AvailableMemory(root.path()), 1024U);
}

TEST(Memory, OfControlGroupsVersion1IsThatOfItsMemoryHierarchy) {
  FakeRoot root;
  root.Write("proc/self/cgroup",
             "9:name=systemd:/x\n5:cpu,cpuacct:/y\n4:memory:/slurm/job_7\n0::/\n");
  const std::string memory = "sys/fs/cgroup/memory/";
  root.Write(memory + "memory.limit_in_bytes", "9223372036854771712\n");  // none
  root.Write(memory + "slurm/job_7/memory.limit_in_bytes", "2000000\n");
  root.Write(memory + "slurm/job_7/memory.usage_in_bytes", "500000\n");
  root.Write(memory + "slurm/job_7/memory.stat", "inactive_file 1\ntotal_inactive_file 100000\n");
  root.Write("sys/fs/cgroup/cpu/y/memory.limit_in_bytes", "1\n");  // of no meaning there
  EXPECT_EQ(ControlGroupMemory(root.path()), 1'600'000U);
  root.Write(memory + "slurm/memory.limit_in_bytes", "700000\n");
  EXPECT_EQ(ControlGroupMemory(root.path()), 700'000U);
}

// The path is the machine's, the mount the container's.
TEST(Memory, InAContainerIsThatOfTheMount) {
  FakeRoot root;
  root.Write("proc/self/cgroup", "4:cpu,memory:/docker/0123\n");
  root.Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "5000000\n");
  EXPECT_EQ(ControlGroupMemory(root.path()), 5'000'000U);
  FakeRoot other;
  other.Write("proc/self/cgroup", "0::/\n");
  other.Write("sys/fs/cgroup/memory.max", "6000000\n");
  EXPECT_EQ(ControlGroupMemory(other.path()), 6'000'000U);
}

TEST(Memory, OfDamagedFilesIsUnknownNotWrong) {
  FakeRoot root;
  root.Write("proc/self/cgroup", "\n0\n0:\n:::\n0::/a\n");
  root.Write("sys/fs/cgroup/a/memory.max", "many\n");
  root.Write("sys/fs/cgroup/a/memory.current", "\n");
  EXPECT_EQ(ControlGroupMemory(root.path()), std::nullopt);
  root.Write("sys/fs/cgroup/a/memory.max", "800\n");
  root.Write("sys/fs/cgroup/a/memory.stat", "inactive_file\n");
  EXPECT_EQ(ControlGroupMemory(root.path()), 800U);
}

TEST(Memory, OfThisMachineIsKnown) { EXPECT_GT(AvailableMemory().value_or(0), 1'000'000U); }

}  // namespace
}  // namespace lianmeng
