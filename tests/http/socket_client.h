// A client for tests that works with bytes: it can send half a request, two at once, or no HTTP at
// all, and sees exactly what comes back. Every wait ends by itself after kPatience, as a failure.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace lianmeng::http::testing {

inline constexpr int kPatienceSeconds = 60;

struct Reply {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;                            // without chunks

  [[nodiscard]] std::string Header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

class SocketClient {
 public:
  explicit SocketClient(uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    timeval patience{.tv_sec = kPatienceSeconds};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    connected_ = connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~SocketClient() { Close(); }
  SocketClient(const SocketClient&) = delete;
  SocketClient& operator=(const SocketClient&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }
  void Close() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }
  void EndSending() { shutdown(fd_, SHUT_WR); }
  void SetReceiveBuffer(int bytes) { setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes); }

  // False if the server no longer takes bytes.
  bool Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(count));
    }
    return true;
  }

  // GET with the headers that every request needs; `more` are further header lines.
  Reply Get(const std::string& target, const std::string& more = "") {
    return Ask("GET", target, more);
  }
  Reply Ask(const std::string& method, const std::string& target, const std::string& more = "",
            const std::string& body = "") {
    Send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more +
         (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") + "\r\n" +
         body);
    return Read(method != "HEAD").value_or(Reply{});
  }

  // The next answer; nullopt if the connection ended before it did. Answers 1xx are returned too.
  std::optional<Reply> Read(bool has_body = true) {
    const std::optional<std::string> head = Until("\r\n\r\n");
    if (!head) return std::nullopt;
    Reply reply = ParseHead(*head);
    if (!has_body || reply.status == 204 || reply.status == 304 || reply.status < 200) return reply;
    if (reply.headers.count("content-length")) {
      if (!Exactly(std::stoul(reply.Header("content-length")), &reply.body)) return std::nullopt;
    } else if (reply.Header("transfer-encoding") == "chunked") {
      if (!Chunks(&reply.body)) return std::nullopt;
    } else if (reply.Header("content-type") != "text/event-stream") {
      reply.body = UntilClosed();
    }
    return reply;
  }

  // What comes up to and with `end`; nullopt if the connection ends first.
  std::optional<std::string> Until(std::string_view end) {
    while (true) {
      const size_t found = buffer_.find(end);
      if (found != std::string::npos) {
        std::string text = buffer_.substr(0, found + end.size());
        buffer_.erase(0, text.size());
        return text;
      }
      if (!Receive()) return std::nullopt;
    }
  }

  // Everything until the server closes. Fails the test if it does not.
  std::string UntilClosed() {
    while (Receive()) {
    }
    EXPECT_FALSE(timed_out_) << "the server did not close the connection";
    return std::exchange(buffer_, "");
  }

  // Whether bytes are there to be read now.
  [[nodiscard]] bool HasInput() {
    pollfd entry{.fd = fd_, .events = POLLIN};
    return !buffer_.empty() || poll(&entry, 1, 0) > 0;
  }

 private:
  bool Receive() {
    char chunk[16384];
    const ssize_t count = recv(fd_, chunk, sizeof chunk, 0);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) timed_out_ = true;
    if (count <= 0) return false;
    buffer_.append(chunk, static_cast<size_t>(count));
    return true;
  }

  bool Exactly(size_t bytes, std::string* out) {
    while (buffer_.size() < bytes) {
      if (!Receive()) return false;
    }
    out->append(buffer_, 0, bytes);
    buffer_.erase(0, bytes);
    return true;
  }

  bool Chunks(std::string* out) {
    while (true) {
      const std::optional<std::string> line = Until("\r\n");
      if (!line) return false;
      const size_t size = std::stoul(*line, nullptr, 16);
      std::string end;
      if (!Exactly(size, out) || !Exactly(2, &end)) return false;
      if (size == 0) return true;
    }
  }

  static Reply ParseHead(const std::string& head) {
    Reply reply;
    reply.status = head.size() > 12 ? std::atoi(head.c_str() + 9) : 0;
    for (size_t begin = head.find("\r\n") + 2; begin + 2 < head.size();) {
      const size_t end = head.find("\r\n", begin);
      const size_t colon = head.find(':', begin);
      std::string name = head.substr(begin, colon - begin);
      std::transform(name.begin(), name.end(), name.begin(),
                     [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      reply.headers[name] = head.substr(colon + 2, end - colon - 2);
      begin = end + 2;
    }
    return reply;
  }

  int fd_ = -1;
  bool connected_ = false;
  bool timed_out_ = false;
  std::string buffer_;
};

}  // namespace lianmeng::http::testing
