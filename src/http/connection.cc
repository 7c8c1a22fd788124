// Transport over TCP: one thread, one io_context, no locks. A connection is a small state machine
// fed by its stream; Beast's parser is used without Beast's own reading, so that every limit is in
// sight here and the same code serves any ByteStream.
//
// Connections have no timers. A sweep a few times a second compares each connection's deadline with
// the clock: for thousands of connections that is cheaper than arming and cancelling a timer per
// request, and nothing can race. Heartbeats of event streams are spread over their interval by the
// same sweep.

#include "http/connection.h"

#include <sys/resource.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <deque>
#include <limits>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>

#include "base/check.h"
#include "base/random.h"
#include "http/connection_stream.h"
#include "http/text.h"

namespace lianmeng::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using tcp = asio::ip::tcp;
using IoError = boost::system::error_code;
using SteadyClock = std::chrono::steady_clock;
using SteadyTime = SteadyClock::time_point;
using Parser = bhttp::request_parser<bhttp::string_body>;

constexpr size_t kInputBytesFirst = 2 << 10;  // a browser's usual request fits
constexpr size_t kInputBytesSlack = 4 << 10;  // beyond the header limit, so that the parser sees it
constexpr std::chrono::milliseconds kLingerTime{1'000};
constexpr size_t kFanOutBatch = 128;  // event clients served before other work gets its turn

class IoTransport;

class PlainStream final : public ByteStream {
 public:
  explicit PlainStream(tcp::socket socket) : socket_(std::move(socket)) {}

  void Read(std::shared_ptr<StreamUser> user, asio::mutable_buffer into) override {
    socket_.async_read_some(into, [user = std::move(user)](const IoError& error, size_t bytes) {
      user->OnRead(error, bytes);
    });
  }
  void Write(std::shared_ptr<StreamUser> user, const WriteBuffers& from) override {
    socket_.async_write_some(from, [user = std::move(user)](const IoError& error, size_t bytes) {
      user->OnWritten(error, bytes);
    });
  }
  void ShutdownSend() override {
    IoError ignored;  // the peer may be gone already
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  }
  void Close() override {
    IoError ignored;
    socket_.close(ignored);
  }

 private:
  tcp::socket socket_;
};

template <typename Buffers>
std::string Flatten(const Buffers& buffers) {
  std::string out;
  for (const asio::const_buffer buffer : beast::buffers_range_ref(buffers)) {
    out.append(static_cast<const char*>(buffer.data()), buffer.size());
  }
  return out;
}

// "Sun, 06 Nov 1994 08:49:37 GMT", whatever the process' locale. Source: RFC 9110, section 5.6.7.
std::string HttpDate(std::time_t time) {
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  gmtime_r(&time, &utc);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", kDays[utc.tm_wday], utc.tm_mday,
                     kMonths[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

struct Framing {
  unsigned version = 11;  // of the request
  bool keep_alive = true;
  bool chunked = false;
  std::optional<uint64_t> content_length;
};

std::string SerialiseHead(const Response& response, const Framing& framing,
                          const std::string& date) {
  bhttp::response<bhttp::empty_body> head;
  head.result(static_cast<unsigned>(response.status));
  head.version(framing.version);
  head.set(bhttp::field::date, date);
  for (const HeaderField& field : response.headers) head.insert(field.name, field.value);
  if (framing.chunked) head.chunked(true);
  if (framing.content_length) head.content_length(*framing.content_length);
  head.keep_alive(framing.keep_alive);
  bhttp::response_serializer<bhttp::empty_body> serializer(head);
  std::string out;
  IoError error;
  serializer.next(error, [&out](IoError&, const auto& buffers) { out = Flatten(buffers); });
  return out;
}

bool IsLoopback(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).is_loopback();
  }
  return address.is_loopback();
}

struct Refusal {
  int status;
  TextPair detail;
};

Refusal RefusalOf(const IoError& error, bool have_target) {
  if (error == bhttp::error::header_limit) {
    if (!have_target) return {414, {"请求地址过长", "the request target is too long"}};
    return {431, {"请求头超过限额", "the header fields exceed the limit"}};
  }
  if (error == bhttp::error::body_limit) {
    return {413, {"请求内容超过限额", "the body exceeds the limit"}};
  }
  if (error == bhttp::error::bad_version) {
    return {505, {"只支持 HTTP/1.0 与 HTTP/1.1", "only HTTP/1.0 and HTTP/1.1 are spoken here"}};
  }
  return {400, {"不是有效的 HTTP 请求：" + error.message(), "not HTTP: " + error.message()}};
}

// What an event stream needs beyond a connection; made only for those.
struct EventOutput {
  std::shared_ptr<EventHub> hub;
  uint64_t sequence = 0;    // the newest event that was queued
  size_t subscription = 0;  // position among the hub's clients
  std::deque<Bytes> queue;  // waiting behind the one that is being written
  size_t queued_bytes = 0;
  size_t queued_bytes_max = 0;
  SteadyTime heartbeat;
};

class Connection final : public StreamUser, public std::enable_shared_from_this<Connection> {
 public:
  struct Peer {
    std::string address;
    bool loopback = false;
  };

  Connection(IoTransport& transport, std::unique_ptr<ByteStream> stream, Peer peer)
      : transport_(transport), stream_(std::move(stream)), peer_(std::move(peer)) {}

  void Start();
  void OnRead(const IoError& error, size_t bytes) override;
  void OnWritten(const IoError& error, size_t bytes) override;
  void Deliver(const Exchange* exchange, Response response);  // the exchange's answer
  void Sweep(SteadyTime now);
  void Drain();
  void Close();
  void PushEvent(const EventFrame& frame);

  size_t index = 0;  // among the transport's connections
  [[nodiscard]] EventOutput* events() { return events_.get(); }

 private:
  // kIdle: between requests. kReading: bytes of a request are here. kContinuing: writing "100
  // Continue". kHandling: the application has the request. kWriting: an answer of known bytes.
  // kProducing: an answer made piece by piece. kLingering: the answer is sent, what the client
  // still sends is thrown away so that the answer is not lost to a reset.
  enum class State {
    kIdle,
    kReading,
    kContinuing,
    kHandling,
    kWriting,
    kProducing,
    kEvents,
    kLingering,
    kClosed
  };

  void Advance();
  void BecomeIdle();
  void BeginRequest();
  void ReadMore();
  [[nodiscard]] bool InputTooLong();
  void MakeExchange();
  [[nodiscard]] bool Admit();
  void Dispatch();
  void Refuse(const Refusal& refusal);
  void FinishExchange(bool complete);

  void Write();
  void EndAnswer();
  void BeginAnswer(Response response, bool bodyless);
  void BeginEvents(Response response);
  void NextPiece();
  void OnPiece(Result<std::string> piece);
  void WriteNextEvent();
  void Linger();

  [[nodiscard]] bool HasDeadline() const;
  void OnDeadline();

  IoTransport& transport_;
  std::unique_ptr<ByteStream> stream_;
  Peer peer_;
  State state_ = State::kIdle;
  SteadyTime deadline_{};

  bool reading_ = false;  // a read is under way: the input buffer must not move
  std::unique_ptr<char[]> input_;
  size_t input_capacity_ = 0;
  size_t input_begin_ = 0;
  size_t input_end_ = 0;
  char event_input_ = 0;  // where an event stream waits for its client to go

  std::unique_ptr<Parser> parser_;
  bool admitted_ = false;
  bool keep_alive_ = false;
  unsigned version_ = 11;
  std::shared_ptr<Exchange> exchange_;

  bool writing_ = false;
  std::string head_;  // written first, then body_
  Bytes body_;
  size_t written_ = 0;  // of head_ and body_ together
  int status_ = 0;      // of the answer under way; 0: none yet
  uint64_t answer_bytes_ = 0;
  bool chunked_out_ = false;
  std::shared_ptr<Producer> producer_;  // one object for all pieces: it may keep state
  std::unique_ptr<EventOutput> events_;
};

class ConnectionExchange final : public Exchange {
 public:
  ConnectionExchange(asio::io_context& io, std::weak_ptr<Connection> connection)
      : io_(io), connection_(std::move(connection)) {}

  void Answer(Response response) override {
    if (io_.get_executor().running_in_this_thread()) {
      if (const auto connection = connection_.lock()) {
        connection->Deliver(this, std::move(response));
      }
      return;
    }
    asio::post(io_, [this, connection = connection_, response = std::move(response)]() mutable {
      // `this` is compared, never followed: the exchange may be gone by now.
      if (const auto alive = connection.lock()) alive->Deliver(this, std::move(response));
    });
  }

 private:
  asio::io_context& io_;
  std::weak_ptr<Connection> connection_;
};

class IoTransport final : public Transport, public EventListener {
 public:
  IoTransport(const Limits& limits, Application& application, TransportCounters& counters)
      : limits_(limits),
        application_(application),
        counters_(counters),
        io_(1),
        acceptor_(io_),
        sweep_timer_(io_),
        random_(SystemEntropy()) {}
  ~IoTransport() override;

  Status Bind(const TransportOptions& options);

  void Start() override;
  void Stop() override;
  [[nodiscard]] uint16_t port() const override { return bound_.port(); }
  [[nodiscard]] std::string address() const override { return bound_.address().to_string(); }
  [[nodiscard]] bool on_loopback() const override { return IsLoopback(bound_.address()); }

  void OnEvent(const EventHub* hub, const EventFrame& frame) override;

  // For connections.
  [[nodiscard]] const Limits& limits() const { return limits_; }
  [[nodiscard]] Application& application() { return application_; }
  [[nodiscard]] TransportCounters& counters() { return counters_; }
  [[nodiscard]] asio::io_context& io() { return io_; }
  [[nodiscard]] const std::string& date() const { return date_; }
  [[nodiscard]] bool draining() const { return draining_; }
  [[nodiscard]] std::stop_token stop_token() const { return stop_.get_token(); }
  [[nodiscard]] SteadyTime FirstHeartbeat();
  void Subscribe(Connection& connection);
  void Unsubscribe(Connection& connection);
  void Remove(Connection& connection);

 private:
  struct HubClients {
    std::shared_ptr<EventHub> hub;
    std::vector<Connection*> clients;
  };
  struct FanOut {
    const EventHub* hub;
    EventFrame frame;
  };

  void Accept();
  void OnAccept(const IoError& error, tcp::socket socket);
  void RefuseConnection(tcp::socket socket);
  void ScheduleSweep();
  void OnSweep();
  void BeginDrain();
  void CloseAll();
  void BeginFanOut();
  void ContinueFanOut();

  Limits limits_;  // constant after Bind
  Application& application_;
  TransportCounters& counters_;
  asio::io_context io_;
  tcp::acceptor acceptor_;
  asio::steady_timer sweep_timer_;
  tcp::endpoint bound_;
  std::thread thread_;
  Random random_;
  std::stop_source stop_;

  std::vector<std::shared_ptr<Connection>> connections_;
  bool accept_paused_ = false;
  bool draining_ = false;
  SteadyTime drain_deadline_{};
  std::string date_;
  std::time_t date_time_ = 0;

  std::map<const EventHub*, HubClients> hubs_;
  // Events go out one after the other, so that every client sees them in order.
  std::deque<FanOut> fan_outs_;
  std::vector<std::shared_ptr<Connection>> fan_out_clients_;  // of the first of fan_outs_
  size_t fan_out_next_ = 0;
};

// ---- Connection: reading ----

void Connection::Start() {
  // A client that connects and says nothing gets no more time than one that begins a request.
  deadline_ = SteadyClock::now() + transport_.limits().header_time;
  ReadMore();
}

void Connection::ReadMore() {
  if (reading_) return;
  const size_t most = transport_.limits().header_bytes + kInputBytesSlack;
  if (input_begin_ == input_end_) input_begin_ = input_end_ = 0;
  if (input_begin_ > 0) {
    std::memmove(input_.get(), input_.get() + input_begin_, input_end_ - input_begin_);
    input_end_ -= input_begin_;
    input_begin_ = 0;
  }
  size_t wanted = std::max(input_capacity_, std::min(kInputBytesFirst, most));
  if (input_end_ == input_capacity_ && input_end_ > 0) wanted = std::min(2 * input_capacity_, most);
  if (admitted_) wanted = most;  // a body: fewer, larger reads
  if (wanted > input_capacity_) {
    auto larger = std::make_unique<char[]>(wanted);
    if (input_end_ > 0) std::memcpy(larger.get(), input_.get(), input_end_);
    input_ = std::move(larger);
    input_capacity_ = wanted;
  }
  CHECK(input_end_ < input_capacity_);  // InputTooLong refuses before
  reading_ = true;
  stream_->Read(shared_from_this(),
                asio::mutable_buffer(input_.get() + input_end_, input_capacity_ - input_end_));
}

void Connection::OnRead(const IoError& error, size_t bytes) {
  reading_ = false;
  if (state_ == State::kClosed) return;
  transport_.counters().bytes_received += bytes;
  switch (state_) {
    case State::kIdle:
    case State::kReading:
      if (error) return Close();
      input_end_ += bytes;
      return Advance();
    case State::kLingering:
      if (error) return Close();
      input_begin_ = input_end_ = 0;
      return ReadMore();
    case State::kEvents:  // the client has gone, or talks where it has nothing to say
      return Close();
    default:  // a read that was under way when the request was refused for lateness
      input_end_ += bytes;
      return;
  }
}

void Connection::Advance() {
  while (state_ == State::kIdle || state_ == State::kReading) {
    if (input_begin_ == input_end_) {
      if (parser_ == nullptr) BecomeIdle();
      if (state_ != State::kClosed) ReadMore();
      return;
    }
    if (parser_ == nullptr) BeginRequest();
    IoError error;
    input_begin_ += parser_->put(
        asio::const_buffer(input_.get() + input_begin_, input_end_ - input_begin_), error);
    if (error == bhttp::error::need_more) {
      if (!InputTooLong()) ReadMore();
      return;
    }
    if (error) return Refuse(RefusalOf(error, !parser_->get().target().empty()));
    if (!admitted_ && parser_->is_header_done() && !Admit()) return;
    if (parser_->is_done()) return Dispatch();
  }
}

void Connection::BecomeIdle() {
  if (transport_.draining()) return Close();
  state_ = State::kIdle;
  deadline_ = SteadyClock::now() + transport_.limits().idle_time;
  if (input_capacity_ > kInputBytesFirst) {
    input_.reset();
    input_capacity_ = input_begin_ = input_end_ = 0;
  }
}

void Connection::BeginRequest() {
  state_ = State::kReading;
  deadline_ = SteadyClock::now() + transport_.limits().header_time;
  admitted_ = false;
  status_ = 0;
  answer_bytes_ = 0;
  parser_ = std::make_unique<Parser>();
  parser_->header_limit(static_cast<uint32_t>(transport_.limits().header_bytes));
  // The real limit is known once the route is. Not boost::none: with that, Beast 1.74 refuses every
  // request that has a Content-Length (it compares the length with the empty optional).
  parser_->body_limit(std::numeric_limits<uint64_t>::max());
}

// Refuses where the parser wants more than a request may have without seeing a limit itself: a
// request line without end, chunk extensions and trailers.
bool Connection::InputTooLong() {
  const size_t pending = input_end_ - input_begin_;
  const Limits& limits = transport_.limits();
  if (!admitted_ && parser_->get().target().empty() && pending > limits.target_bytes + 64) {
    Refuse({414, {"请求地址过长", "the request target is too long"}});
    return true;
  }
  if (pending < limits.header_bytes + kInputBytesSlack) return false;
  Refuse({400, {"分块编码有误", "malformed chunked coding"}});
  return true;
}

void Connection::MakeExchange() {
  if (exchange_ != nullptr) return;
  exchange_ = std::make_shared<ConnectionExchange>(transport_.io(), weak_from_this());
  exchange_->begin = SteadyClock::now();
  Request& request = exchange_->request;
  request.remote_address = peer_.address;
  request.remote_is_loopback = peer_.loopback;
  request.stop = transport_.stop_token();
  ++transport_.counters().in_flight;
}

// The header section is complete. False if the answer is under way already, or is being continued.
bool Connection::Admit() {
  admitted_ = true;
  MakeExchange();
  const auto& head = parser_->get();
  version_ = head.version();
  Request& request = exchange_->request;
  request.method = ParseMethod({head.method_string().data(), head.method_string().size()});
  request.target.assign(head.target().data(), head.target().size());
  bool expects_continue = false;
  bool has_coding = false;
  for (const auto& field : head) {
    const std::string_view name(field.name_string().data(), field.name_string().size());
    request.headers.push_back({std::string(name), std::string(field.value())});
    has_coding = has_coding || field.name() == bhttp::field::transfer_encoding;
    expects_continue =
        expects_continue || (field.name() == bhttp::field::expect &&
                             EqualsIgnoringCase(request.headers.back().value, "100-continue"));
  }
  exchange_->chunked = parser_->chunked();
  if (const auto length = parser_->content_length()) exchange_->content_length = *length;
  // Beast passes over codings that it does not know and takes the request to have no body; what
  // follows would be read as the next request.
  if (has_coding && !exchange_->chunked) {
    Refuse({501, {"不支持该传输编码", "this transfer coding is not supported"}});
    return false;
  }
  if (request.target.size() > transport_.limits().target_bytes) {
    Refuse({414, {"请求地址过长", "the request target is too long"}});
    return false;
  }
  Application::Admission admission = transport_.application().Admit(*exchange_);
  keep_alive_ = parser_->keep_alive();
  if (admission.answer) {
    keep_alive_ = keep_alive_ && parser_->is_done();
    Deliver(exchange_.get(), std::move(*admission.answer));
    return false;
  }
  if (exchange_->content_length.value_or(0) > admission.body_bytes_max) {
    Refuse(RefusalOf(bhttp::error::body_limit, true));
    return false;
  }
  parser_->body_limit(admission.body_bytes_max);
  deadline_ = SteadyClock::now() + transport_.limits().body_time;
  if (expects_continue && !parser_->is_done() && version_ >= 11) {
    state_ = State::kContinuing;
    head_ = "HTTP/1.1 100 Continue\r\n\r\n";
    Write();
    return false;
  }
  return true;
}

void Connection::Dispatch() {
  state_ = State::kHandling;
  keep_alive_ = parser_->keep_alive();
  exchange_->request.body = std::move(parser_->get().body());
  exchange_->begin = SteadyClock::now();
  parser_.reset();
  // Held here as well: an answer given at once ends the exchange while the application still uses
  // it.
  const std::shared_ptr<Exchange> exchange = exchange_;
  transport_.application().Handle(exchange);
}

void Connection::Refuse(const Refusal& refusal) {
  MakeExchange();
  if (parser_ != nullptr && exchange_->request.target.empty()) {
    const auto target = parser_->get().target();
    exchange_->request.target.assign(target.data(), std::min<size_t>(target.size(), 200));
  }
  keep_alive_ = false;
  Deliver(exchange_.get(),
          transport_.application().Refuse(*exchange_, refusal.status, refusal.detail));
}

void Connection::FinishExchange(bool complete) {
  if (exchange_ == nullptr) return;
  --transport_.counters().in_flight;
  transport_.application().Finished(
      *exchange_, {.status = status_, .bytes_sent = answer_bytes_, .complete = complete});
  exchange_.reset();
}

// ---- Connection: writing ----

void Connection::Deliver(const Exchange* exchange, Response response) {
  if (state_ == State::kClosed || exchange_.get() != exchange || status_ != 0) return;
  if (transport_.draining()) keep_alive_ = false;
  parser_.reset();
  status_ = response.status;
  const bool bodyless = exchange_->request.method == Method::kHead || response.status == 204 ||
                        response.status == 304;
  if (std::holds_alternative<EventSource>(response.body) && !bodyless) {
    BeginEvents(std::move(response));
  } else {
    BeginAnswer(std::move(response), bodyless);
  }
}

void Connection::BeginAnswer(Response response, bool bodyless) {
  Framing framing{.version = version_};
  state_ = State::kWriting;
  body_.reset();
  if (auto* bytes = std::get_if<Bytes>(&response.body)) {
    const uint64_t size = *bytes == nullptr ? 0 : (*bytes)->size();
    if (response.status != 204 && response.status != 304) framing.content_length = size;
    if (!bodyless) body_ = std::move(*bytes);
  } else if (auto* producer = std::get_if<Producer>(&response.body)) {
    framing.chunked = chunked_out_ = version_ >= 11;
    if (!framing.chunked) keep_alive_ = false;  // the end of the body is the end of the connection
    if (!bodyless) {
      producer_ = std::make_shared<Producer>(std::move(*producer));
      state_ = State::kProducing;
    }
  }
  framing.keep_alive = keep_alive_;
  head_ = SerialiseHead(response, framing, transport_.date());
  Write();
}

void Connection::Write() {
  const size_t head_left = head_.size() > written_ ? head_.size() - written_ : 0;
  const size_t body_written = written_ > head_.size() ? written_ - head_.size() : 0;
  WriteBuffers buffers{};
  buffers[0] = asio::const_buffer(head_.data() + (head_.size() - head_left), head_left);
  if (body_ != nullptr) {
    buffers[1] = asio::const_buffer(body_->data() + body_written, body_->size() - body_written);
  }
  // "100 Continue" is part of receiving the body and has the body's time.
  if (state_ != State::kContinuing) {
    deadline_ = SteadyClock::now() + transport_.limits().write_stall_time;
  }
  writing_ = true;
  stream_->Write(shared_from_this(), buffers);
}

void Connection::OnWritten(const IoError& error, size_t bytes) {
  writing_ = false;
  if (state_ == State::kClosed) return;
  if (error) return Close();
  transport_.counters().bytes_sent += bytes;
  answer_bytes_ += bytes;
  written_ += bytes;
  if (written_ < head_.size() + (body_ == nullptr ? 0 : body_->size())) return Write();
  written_ = 0;
  head_.clear();
  body_.reset();
  switch (state_) {
    case State::kContinuing:
      answer_bytes_ = 0;
      state_ = State::kReading;
      return Advance();
    case State::kWriting:
      return EndAnswer();
    case State::kProducing:
      return NextPiece();
    case State::kEvents:
      return WriteNextEvent();
    default:
      return;
  }
}

void Connection::EndAnswer() {
  FinishExchange(true);
  if (!keep_alive_) return Linger();
  state_ = State::kReading;
  Advance();
}

void Connection::Linger() {
  state_ = State::kLingering;
  deadline_ = SteadyClock::now() + kLingerTime;
  stream_->ShutdownSend();
  if (!reading_) {
    input_begin_ = input_end_ = 0;
    ReadMore();
  }
}

void Connection::NextPiece() {
  // The producer may read a database: never on this thread. It is called by one worker at a time,
  // because the next call is made only after its piece was written.
  transport_.application().RunOnWorker([self = shared_from_this(), producer = producer_] {
    Result<std::string> piece = [&producer]() -> Result<std::string> {
      try {
        return (*producer)();
      } catch (const std::exception& exception) {
        return MakeError(ErrorCode::kInternal, {exception.what(), exception.what()});
      }
    }();
    asio::post(self->transport_.io(),
               [self, piece = std::move(piece)]() mutable { self->OnPiece(std::move(piece)); });
  });
}

void Connection::OnPiece(Result<std::string> piece) {
  if (state_ != State::kProducing) return;
  if (!piece) {
    transport_.application().Failed(*exchange_, piece.error());
    return Close();  // without the last chunk: the client sees that the body is cut off
  }
  const bool end = piece->empty();
  if (!chunked_out_) {
    head_ = std::move(*piece);
  } else if (end) {
    head_ = Flatten(bhttp::make_chunk_last());
  } else {
    head_ = Flatten(bhttp::make_chunk(asio::buffer(*piece)));
  }
  if (end) {
    producer_.reset();
    state_ = State::kWriting;
    if (head_.empty()) return EndAnswer();
  }
  Write();
}

// ---- Connection: event streams ----

void Connection::BeginEvents(Response response) {
  events_ = std::make_unique<EventOutput>();
  EventSource& source = std::get<EventSource>(response.body);
  events_->hub = std::move(source.hub);
  EventHub::Missed missed = events_->hub->Since(source.last_event_id);
  events_->sequence = missed.sequence;
  for (const Bytes& frame : missed.frames) events_->queued_bytes += frame->size();
  events_->queue.assign(missed.frames.begin(), missed.frames.end());
  // What the client has missed is no fault of its own.
  events_->queued_bytes_max = transport_.limits().event_backlog_bytes + events_->queued_bytes;
  events_->heartbeat = transport_.FirstHeartbeat();
  keep_alive_ = false;  // the stream ends with the connection, which needs no chunks
  state_ = State::kEvents;
  head_ = SerialiseHead(response, {.version = version_, .keep_alive = false}, transport_.date()) +
          "retry: 3000\n\n";
  body_.reset();
  FinishExchange(true);
  input_.reset();
  input_capacity_ = input_begin_ = input_end_ = 0;
  ++transport_.counters().event_streams;
  transport_.Subscribe(*this);
  Write();
  if (!reading_) {
    reading_ = true;
    stream_->Read(shared_from_this(), asio::mutable_buffer(&event_input_, 1));
  }
}

void Connection::PushEvent(const EventFrame& frame) {
  if (state_ != State::kEvents || frame.sequence <= events_->sequence) return;
  events_->sequence = frame.sequence;
  if (events_->queued_bytes + frame.text->size() > events_->queued_bytes_max) {
    ++transport_.counters().event_clients_dropped;
    return Close();
  }
  events_->queued_bytes += frame.text->size();
  events_->queue.push_back(frame.text);
  if (!writing_) WriteNextEvent();
}

void Connection::WriteNextEvent() {
  if (events_->queue.empty()) {
    std::deque<Bytes>().swap(
        events_->queue);  // an idle client holds no memory that it does not need
    std::string().swap(head_);
    return;
  }
  body_ = std::move(events_->queue.front());
  events_->queue.pop_front();
  events_->queued_bytes -= body_->size();
  Write();
}

// ---- Connection: time and end ----

bool Connection::HasDeadline() const {
  switch (state_) {
    case State::kIdle:
    case State::kReading:
    case State::kContinuing:
    case State::kLingering:
      return true;
    case State::kWriting:
    case State::kProducing:
    case State::kEvents:
      return writing_;
    case State::kHandling:
    case State::kClosed:
      return false;
  }
  return false;
}

void Connection::Sweep(SteadyTime now) {
  if (HasDeadline() && now >= deadline_) return OnDeadline();
  if (state_ != State::kEvents || now < events_->heartbeat) return;
  static const Bytes kHeartbeat = ToBytes(":\n\n");
  events_->heartbeat = now + transport_.limits().event_heartbeat;
  if (writing_) return;
  body_ = kHeartbeat;
  Write();
}

void Connection::OnDeadline() {
  if (state_ != State::kReading) {
    if (state_ == State::kEvents) ++transport_.counters().event_clients_dropped;
    return Close();
  }
  Refuse({408, {"请求没有在限时内到齐", "the request did not arrive in time"}});
}

void Connection::Drain() {
  if (state_ == State::kIdle || state_ == State::kEvents) Close();
}

void Connection::Close() {
  if (state_ == State::kClosed) return;
  const std::shared_ptr<Connection> self = shared_from_this();
  if (events_ != nullptr) {
    transport_.Unsubscribe(*this);
    --transport_.counters().event_streams;
    events_.reset();
  }
  state_ = State::kClosed;
  stream_->Close();
  FinishExchange(false);
  producer_.reset();
  transport_.Remove(*this);
}

// ---- IoTransport ----

IoTransport::~IoTransport() {
  for (auto& [hub, clients] : hubs_) clients.hub->Detach(this);
}

Error CannotListen(const IoError& error, const TransportOptions& options) {
  const std::string where = options.address + ":" + std::to_string(options.port);
  if (error == asio::error::address_in_use) {
    return MakeError(ErrorCode::kConflict,
                     {"端口已被占用；请停止占用它的程序或另选端口",
                      "the port is taken; stop the program that uses it or choose another port"},
                     {.field = "port", .value = where});
  }
  return MakeError(ErrorCode::kIo,
                   {"无法监听：" + error.message(), "cannot listen: " + error.message()},
                   {.field = "address", .value = where});
}

// How many connections the process' limit of descriptors bears, with some left for files and the
// database; at most `wanted`. Thousands of clients need more than the usual soft limit of 1024:
// raises it as far as the administrator's hard limit allows, the one thing here that concerns the
// whole process.
size_t AllowedConnections(size_t wanted) {
  constexpr rlim_t kReserve = 128;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  const rlim_t needed = std::min<rlim_t>(limit.rlim_max, wanted + kReserve);
  if (limit.rlim_cur < needed) {
    const rlimit raised{.rlim_cur = needed, .rlim_max = limit.rlim_max};
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit.rlim_cur = needed;
  }
  const rlim_t free = limit.rlim_cur > 2 * kReserve ? limit.rlim_cur - kReserve : kReserve;
  return std::min<size_t>(wanted, free);
}

Status IoTransport::Bind(const TransportOptions& options) {
  IoError error;
  const std::string text = options.address == "localhost" ? "127.0.0.1" : options.address;
  const asio::ip::address address = asio::ip::make_address(text, error);
  if (error) {
    return MakeError(ErrorCode::kInvalidArgument, {"不是 IP 地址", "not an IP address"},
                     {.field = "address", .value = options.address});
  }
  if (options.local_only && !IsLoopback(address)) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"在有账户之前只能监听本机地址（127.0.0.1 或 ::1）",
                      "until there are accounts, only loopback addresses (127.0.0.1 or ::1) are "
                      "listened on"},
                     {.field = "address", .value = options.address});
  }
  const tcp::endpoint endpoint(address, options.port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (!error) bound_ = acceptor_.local_endpoint(error);
  if (error) return CannotListen(error, options);
  limits_.connections = AllowedConnections(limits_.connections);
  return Ok{};
}

void IoTransport::Start() {
  OnSweep();
  Accept();
  thread_ = std::thread([this] { io_.run(); });
}

void IoTransport::Stop() {
  if (!thread_.joinable()) return;
  asio::post(io_, [this] { BeginDrain(); });
  thread_.join();
}

void IoTransport::Accept() {
  acceptor_.async_accept(
      [this](const IoError& error, tcp::socket socket) { OnAccept(error, std::move(socket)); });
}

void IoTransport::OnAccept(const IoError& error, tcp::socket socket) {
  if (draining_) return;
  if (error) {
    // No descriptors, most likely: trying again at once would only burn time.
    accept_paused_ = true;
    return;
  }
  ++counters_.accepted;
  IoError peer_error;
  const tcp::endpoint peer = socket.remote_endpoint(peer_error);
  if (connections_.size() >= limits_.connections) {
    RefuseConnection(std::move(socket));
  } else if (!peer_error) {
    IoError ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    auto connection = std::make_shared<Connection>(
        *this, std::make_unique<PlainStream>(std::move(socket)),
        Connection::Peer{peer.address().to_string(), IsLoopback(peer.address())});
    connection->index = connections_.size();
    connections_.push_back(connection);
    ++counters_.connections;
    connection->Start();
  }
  Accept();
}

void IoTransport::RefuseConnection(tcp::socket socket) {
  ++counters_.refused;
  static constexpr std::string_view kAnswer =
      "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\n"
      "Connection: close\r\n\r\n";
  IoError ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(kAnswer), ignored);
  socket.close(ignored);
}

void IoTransport::Remove(Connection& connection) {
  CHECK(connections_[connection.index].get() == &connection);
  const size_t index = connection.index;
  std::swap(connections_[index], connections_.back());
  connections_[index]->index = index;
  connections_.pop_back();
  --counters_.connections;
  if (draining_ && connections_.empty()) sweep_timer_.cancel();
}

void IoTransport::ScheduleSweep() {
  using std::chrono::milliseconds;
  const milliseconds shortest =
      std::min({limits_.header_time, limits_.body_time, limits_.idle_time, limits_.write_stall_time,
                limits_.stop_time, limits_.event_heartbeat});
  sweep_timer_.expires_after(std::clamp(shortest / 4, milliseconds(5), milliseconds(250)));
  sweep_timer_.async_wait([this](const IoError&) { OnSweep(); });
}

void IoTransport::OnSweep() {
  const SteadyTime now = SteadyClock::now();
  const std::time_t time = std::time(nullptr);
  if (time != date_time_) {
    date_time_ = time;
    date_ = HttpDate(time);
  }
  application_.Tick();
  if (draining_ && now >= drain_deadline_) {
    stop_.request_stop();
    CloseAll();
  }
  // From the back: a connection that closes is replaced by the last one, which has had its turn.
  for (size_t i = connections_.size(); i-- > 0;) {
    if (i < connections_.size()) connections_[i]->Sweep(now);
  }
  if (accept_paused_ && !draining_) {
    accept_paused_ = false;
    Accept();
  }
  if (!draining_ || !connections_.empty()) ScheduleSweep();
}

void IoTransport::BeginDrain() {
  draining_ = true;
  drain_deadline_ = SteadyClock::now() + limits_.stop_time;
  IoError ignored;
  acceptor_.close(ignored);
  for (size_t i = connections_.size(); i-- > 0;) {
    if (i < connections_.size()) connections_[i]->Drain();
  }
  if (connections_.empty()) sweep_timer_.cancel();
}

void IoTransport::CloseAll() {
  while (!connections_.empty()) connections_.back()->Close();
}

SteadyTime IoTransport::FirstHeartbeat() {
  // At a random point of the interval, so that thousands of clients do not all have it at once.
  const auto interval = std::chrono::duration_cast<SteadyClock::duration>(limits_.event_heartbeat);
  return SteadyClock::now() +
         SteadyClock::duration(random_.Below(static_cast<uint64_t>(interval.count()) + 1));
}

void IoTransport::Subscribe(Connection& connection) {
  EventOutput& events = *connection.events();
  HubClients& clients = hubs_[events.hub.get()];
  if (clients.hub == nullptr) {
    clients.hub = events.hub;
    clients.hub->Attach(this);
  }
  events.subscription = clients.clients.size();
  clients.clients.push_back(&connection);
}

void IoTransport::Unsubscribe(Connection& connection) {
  std::vector<Connection*>& clients = hubs_[connection.events()->hub.get()].clients;
  const size_t position = connection.events()->subscription;
  CHECK(clients[position] == &connection);
  clients[position] = clients.back();
  clients[position]->events()->subscription = position;
  clients.pop_back();
}

void IoTransport::OnEvent(const EventHub* hub, const EventFrame& frame) {
  asio::post(io_, [this, hub, frame] {
    fan_outs_.push_back({hub, frame});
    if (fan_outs_.size() == 1) BeginFanOut();
  });
}

void IoTransport::BeginFanOut() {
  fan_out_clients_.clear();
  fan_out_next_ = 0;
  for (Connection* client : hubs_[fan_outs_.front().hub].clients) {
    fan_out_clients_.push_back(client->shared_from_this());
  }
  ContinueFanOut();
}

void IoTransport::ContinueFanOut() {
  const size_t end = std::min(fan_out_next_ + kFanOutBatch, fan_out_clients_.size());
  for (; fan_out_next_ < end; ++fan_out_next_) {
    fan_out_clients_[fan_out_next_]->PushEvent(fan_outs_.front().frame);
  }
  if (end < fan_out_clients_.size()) {
    asio::post(io_, [this] { ContinueFanOut(); });
    return;
  }
  fan_out_clients_.clear();
  fan_outs_.pop_front();
  if (!fan_outs_.empty()) asio::post(io_, [this] { BeginFanOut(); });
}

}  // namespace

Result<std::unique_ptr<Transport>> Transport::Listen(const TransportOptions& options,
                                                     Application& application,
                                                     TransportCounters& counters) {
  auto transport = std::make_unique<IoTransport>(options.limits, application, counters);
  LM_TRY(transport->Bind(options));
  return std::unique_ptr<Transport>(std::move(transport));
}

}  // namespace lianmeng::http
