// A byte stream under a connection, type-erased: the connection's code is compiled once, whatever
// carries the bytes. A TLS stream is a second implementation, in a file of its own.
//
// Thread-safety: the I/O thread only.
#pragma once

#include <array>
#include <memory>

#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>

namespace lianmeng::http {

class StreamUser {
 public:
  virtual ~StreamUser() = default;
  virtual void OnRead(const boost::system::error_code& error, size_t bytes) = 0;
  virtual void OnWritten(const boost::system::error_code& error, size_t bytes) = 0;
};

// Up to two pieces: an answer's head and its body go out in one system call.
using WriteBuffers = std::array<boost::asio::const_buffer, 2>;

class ByteStream {
 public:
  virtual ~ByteStream() = default;

  // At most one read and one write at a time. The user is kept alive until its On... is called,
  // which never happens before Read or Write has returned. Both may transfer fewer bytes than
  // asked.
  virtual void Read(std::shared_ptr<StreamUser> user, boost::asio::mutable_buffer into) = 0;
  virtual void Write(std::shared_ptr<StreamUser> user, const WriteBuffers& from) = 0;

  virtual void ShutdownSend() = 0;
  virtual void Close() = 0;  // pending operations end with an error
};

}  // namespace lianmeng::http
