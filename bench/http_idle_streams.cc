// Opens N idle event streams to a server and holds them for S seconds; then says how many lived.
//
//   bench_http_idle_streams HOST PORT PATH N S [VIEWER]
//   prints "opened 5000" once all have had their answer's head, and at the end
//   "alive 5000 of 5000, bytes received ..."; status 0 if all lived.
//
// One thread, poll(2) and plain sockets: it must cost little beside the server that is measured.

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Totals {
  size_t alive = 0;
  size_t bytes = 0;
};

void RaiseDescriptorLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// A connected socket that has sent its request; -1 on failure.
int Open(const sockaddr_in& address, const std::string& request) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) return -1;
  const bool sent = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                    send(fd, request.data(), request.size(), MSG_NOSIGNAL) ==
                        static_cast<ssize_t>(request.size());
  if (sent) return fd;
  std::perror("connect or send");
  close(fd);
  return -1;
}

// Whether the answer's first bytes are those of a 200. Blocks until they are here.
bool HasBegun(int fd) {
  char head[12];
  return recv(fd, head, sizeof head, MSG_WAITALL) == static_cast<ssize_t>(sizeof head) &&
         std::string(head, sizeof head) == "HTTP/1.1 200";
}

// Reads what comes until `end`; a socket whose server closes it is closed and counted no more.
Totals Hold(std::vector<pollfd>* sockets, Clock::time_point end) {
  Totals totals{.alive = sockets->size()};
  char buffer[4096];
  for (auto now = Clock::now(); now < end; now = Clock::now()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - now).count();
    if (poll(sockets->data(), sockets->size(), static_cast<int>(left) + 1) <= 0) continue;
    for (pollfd& entry : *sockets) {
      if (entry.fd < 0 || entry.revents == 0) continue;
      const ssize_t count = recv(entry.fd, buffer, sizeof buffer, MSG_DONTWAIT);
      if (count > 0) {
        totals.bytes += static_cast<size_t>(count);
      } else {
        close(entry.fd);
        entry.fd = -1;
        --totals.alive;
      }
    }
  }
  return totals;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) {
    std::fprintf(stderr, "usage: %s HOST PORT PATH COUNT SECONDS [VIEWER]\n", argv[0]);
    return 2;
  }
  RaiseDescriptorLimit();
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(std::atoi(argv[2])));
  if (inet_pton(AF_INET, argv[1], &address.sin_addr) != 1) {
    std::fprintf(stderr, "not an IPv4 address: %s\n", argv[1]);
    return 2;
  }
  std::string request = std::string("GET ") + argv[3] + " HTTP/1.1\r\nHost: localhost\r\n" +
                        "Accept: text/event-stream\r\n";
  if (argc > 6) request += std::string("Lianmeng-Viewer: ") + argv[6] + "\r\n";
  request += "\r\n";
  const size_t wanted = std::strtoul(argv[4], nullptr, 10);
  std::vector<pollfd> sockets;
  while (sockets.size() < wanted) {
    const int fd = Open(address, request);
    if (fd < 0) break;
    sockets.push_back({fd, POLLIN, 0});
    if (HasBegun(fd)) continue;
    close(fd);
    sockets.pop_back();
    break;
  }
  std::printf("opened %zu\n", sockets.size());
  std::fflush(stdout);
  const size_t opened = sockets.size();
  const Totals totals =
      Hold(&sockets, Clock::now() + std::chrono::seconds(std::strtol(argv[5], nullptr, 10)));
  std::printf("alive %zu of %zu, bytes received %zu\n", totals.alive, opened, totals.bytes);
  return totals.alive == wanted ? 0 : 1;
}
