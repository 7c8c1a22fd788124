#include "http/server.h"

#include <atomic>
#include <mutex>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/random.h"
#include "base/text.h"
#include "http/coalescer.h"
#include "http/compress.h"
#include "http/connection.h"
#include "http/log.h"
#include "http/metrics.h"
#include "http/negotiation.h"
#include "http/problem.h"
#include "http/response_cache.h"
#include "http/static_files.h"
#include "http/text.h"
#include "http/worker_pool.h"

namespace lianmeng::http {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr size_t kGzipBytesMin = 1'000;  // below, a packet is saved at best
constexpr size_t kViewerBytesMax = 200;

// The console needs inline styles (Vue, ECharts) and data: images; scripts only from its own files.
constexpr char kPagePolicy[] =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
constexpr char kDataPolicy[] = "default-src 'none'; frame-ancestors 'none'";

bool IsSafe(Method method) {
  return method == Method::kGet || method == Method::kHead || method == Method::kOptions;
}

bool IsApiPath(std::string_view path) { return path == "/api" || path.substr(0, 5) == "/api/"; }

// "GET, HEAD, POST, OPTIONS" from the table's methods.
std::string AllowList(const std::vector<Method>& methods) {
  std::string list;
  for (const Method method : methods) {
    list += std::string(Name(method)) + ", ";
    if (method == Method::kGet) list += "HEAD, ";
  }
  return list + "OPTIONS";
}

size_t CountHeaders(const Request& request, std::string_view name) {
  size_t count = 0;
  for (const HeaderField& field : request.headers) count += EqualsIgnoringCase(field.name, name);
  return count;
}

// The host of "name:port", "1.2.3.4:port" or "[v6]:port", without the port.
std::string_view HostWithoutPort(std::string_view host) {
  if (!host.empty() && host.front() == '[') return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

Response ProblemResponse(int status, TextPair detail) {
  return ToResponse(StatusProblem(status, std::move(detail)));
}

std::string Quote(const Request& request) {
  return std::string(Name(request.method)) + " " + request.path;
}

// Makes an answer ready to be sent many times: its tag, and its compressed form.
void PrepareForReuse(Response* response) {
  const Bytes& body = std::get<Bytes>(response->body);
  if (body == nullptr) return;
  if (response->Header("ETag") == nullptr) response->Set("ETag", StrongEtag(*body));
  const std::string* type = response->Header("Content-Type");
  if (response->gzip_body != nullptr || body->size() < kGzipBytesMin || type == nullptr ||
      !IsCompressible(*type)) {
    return;
  }
  std::string compressed = Gzip(*body);
  if (!compressed.empty() && compressed.size() < body->size()) {
    response->gzip_body = ToBytes(std::move(compressed));
  }
}

bool IsReusable(const Response& response) {
  return response.status == 200 && std::holds_alternative<Bytes>(response.body) &&
         std::get<Bytes>(response.body) != nullptr;
}

Response CallHandler(const Route& route, const Request& request) {
  std::string what = "unknown exception";
  try {
    return route.handler(request);
  } catch (const std::exception& exception) {
    what = exception.what();
  } catch (...) {
  }
  return Response::FromError(
      MakeError(ErrorCode::kInternal, {what, route.operation_id + ": " + what}));
}

std::string ShownInUrl(const std::string& address) {
  return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

}  // namespace

class Server::Impl final : public Application {
 public:
  Impl(Router router, ServerOptions options)
      : options_(std::move(options)),
        router_(std::move(router)),
        cache_(options_.limits.cache_bytes),
        id_seed_(SystemEntropy()) {}
  ~Impl() override { Stop(); }

  Status Open();
  void Stop();
  [[nodiscard]] const Transport& transport() const { return *transport_; }

  Admission Admit(Exchange& exchange) override;
  void Handle(const std::shared_ptr<Exchange>& exchange) override;
  Response Refuse(Exchange& exchange, int status, TextPair detail) override;
  void Finished(const Exchange& exchange, const Outcome& outcome) override;
  void Failed(const Exchange& exchange, const Error& error) override;
  void RunOnWorker(std::function<void()> job) override { pool_->Post(std::move(job)); }
  void Tick() override { log_->Flush(); }

 private:
  Status CheckOptions() const;
  Status AddOwnRoutes();
  void MakeApiPages();
  std::optional<Response> Decide(Exchange* exchange);
  [[nodiscard]] std::optional<Response> CheckHost(const Request& request) const;
  [[nodiscard]] std::optional<Response> CheckOrigin(const Request& request) const;
  std::optional<Response> TakeViewer(Request* request) const;
  std::optional<Response> FindRoute(const std::vector<std::string>& segments, Exchange* exchange);
  [[nodiscard]] Response WithoutRoute(const Request& request,
                                      const std::vector<Method>& methods) const;
  [[nodiscard]] Response AllMethods() const;
  [[nodiscard]] std::optional<Response> CheckBody(const Exchange& exchange) const;

  [[nodiscard]] std::string CacheKey(const Route& route, const Request& request) const;
  void Run(const std::shared_ptr<Exchange>& exchange);
  void RefuseForLoad(const std::shared_ptr<Exchange>& exchange);
  void Complete(const Exchange& exchange, Response* response) const;
  void SetId(Request* request);

  const ServerOptions options_;
  Router router_;
  ResponseCache cache_;
  std::atomic<uint64_t> changes_{0};  // answers to what may have changed data, see Run
  Coalescer coalescer_;
  const uint64_t id_seed_;
  uint64_t id_count_ = 0;  // I/O thread only
  StaticFiles files_;
  Response openapi_;
  Response api_page_;
  Response api_listing_;
  Response no_console_;
  TransportCounters counters_;
  std::unique_ptr<Log> log_;
  std::unique_ptr<Metrics> metrics_;
  std::unique_ptr<Transport> transport_;
  std::unique_ptr<WorkerPool> pool_;  // after transport_: jobs answer through it
  std::mutex stop_mutex_;
  bool stopped_ = false;
};

// ---- Start and stop ----

Status Server::Impl::CheckOptions() const {
  const Limits& limits = options_.limits;
  const auto zero = std::chrono::milliseconds(0);
  const bool positive = limits.target_bytes > 0 && limits.header_bytes > 0 &&
                        limits.connections > 0 && limits.queued_requests > 0 &&
                        limits.header_time > zero && limits.body_time > zero &&
                        limits.idle_time > zero && limits.write_stall_time > zero &&
                        limits.stop_time > zero && limits.event_heartbeat > zero;
  if (positive && limits.header_bytes < (1U << 30)) return Ok{};
  return MakeError(ErrorCode::kInvalidArgument,
                   {"限额须为正数，请求头限额须小于 1 GiB",
                    "limits must be positive, the one for headers less than 1 GiB"},
                   {.field = "limits"});
}

Status Server::Impl::Open() {
  LM_TRY(CheckOptions());
  LM_ASSIGN(log_, Log::Open(options_.access_log));
  LM_ASSIGN(files_, StaticFiles::Load(options_.console_folder));
  LM_TRY(AddOwnRoutes());
  const nlohmann::json document = OpenApiDocument(router_, options_.openapi);
  LM_TRY(CheckSchemas(document));
  openapi_ = Response::Json(document.dump());
  api_listing_ = Response::Of("text/html; charset=utf-8", ApiListing(document));
  MakeApiPages();

  std::vector<std::string> labels;
  for (const auto& route : router_.routes()) {
    labels.push_back(std::string(Name(route->method)) + " " + route->pattern);
  }
  metrics_ = std::make_unique<Metrics>(std::move(labels), counters_);
  LM_ASSIGN(transport_, Transport::Listen({.address = options_.address,
                                           .port = options_.port,
                                           .local_only = options_.local_only,
                                           .limits = options_.limits},
                                          *this, counters_));
  const unsigned cores = std::max(2U, std::thread::hardware_concurrency());
  pool_ =
      std::make_unique<WorkerPool>(options_.worker_threads == 0 ? cores : options_.worker_threads,
                                   options_.limits.queued_requests);
  transport_->Start();
  return Ok{};
}

void Server::Impl::Stop() {
  const std::scoped_lock lock(stop_mutex_);
  if (stopped_ || transport_ == nullptr) return;
  stopped_ = true;
  transport_->Stop();
  if (pool_ != nullptr) pool_->Stop();
  log_->Flush();
}

void Server::Impl::MakeApiPages() {
  api_page_ = api_listing_;
  for (const char* script : {"/rapidoc/rapidoc-min.js", "/rapidoc-min.js"}) {
    if (files_.Find(script) == nullptr) continue;
    api_page_ =
        Response::Of("text/html; charset=utf-8", RapiDocPage(options_.openapi.title, script));
    break;
  }
  no_console_ = Response::Of("text/html; charset=utf-8", NoConsolePage());
  for (Response* page : {&openapi_, &api_page_, &api_listing_, &no_console_}) {
    PrepareForReuse(page);
    page->Set("Cache-Control", "no-cache");
  }
}

Status Server::Impl::AddOwnRoutes() {
  Route route;
  route.tags = {"operations"};
  route.run_inline = true;
  route.cache_control = "no-store";

  route.pattern = "/livez";
  route.operation_id = "getLiveness";
  route.summary = {"进程是否存活", "Whether the process is alive"};
  route.handler = [](const Request&) { return Response::Json(R"({"status":"live"})"); };
  LM_TRY(router_.Add(route));

  route.pattern = "/readyz";
  route.operation_id = "getReadiness";
  route.summary = {"能否提供服务", "Whether requests can be served"};
  route.handler = [this](const Request&) {
    const Status ready = options_.ready ? options_.ready() : Status(Ok{});
    if (ready) return Response::Json(R"({"status":"ready"})");
    return ProblemResponse(503, ready.error().message);
  };
  LM_TRY(router_.Add(route));

  route.pattern = "/metrics";
  route.operation_id = "getMetrics";
  route.summary = {"运行指标（Prometheus 文本格式）", "Metrics in Prometheus' text format"};
  route.produces = {"text/plain"};
  route.run_inline = false;
  route.handler = [this](const Request&) {
    return Response::Of("text/plain; version=0.0.4; charset=utf-8", metrics_->Serialise());
  };
  LM_TRY(router_.Add(route));

  route.pattern = "/api/openapi.json";
  route.operation_id = "getOpenApi";
  route.summary = {"本接口的 OpenAPI 3.1 文档", "This API's OpenAPI 3.1 document"};
  route.produces = {"application/json"};
  route.run_inline = true;
  route.handler = [this](const Request&) { return openapi_; };
  LM_TRY(router_.Add(route));

  route.pattern = "/api";
  route.operation_id = "getApiPage";
  route.summary = {"接口说明页", "A readable page of this API"};
  route.produces = {"text/html"};
  route.parameters = {QueryParameter("plain", {"不用脚本的列表", "A listing without scripts"},
                                     ParameterType::kBoolean)};
  route.handler = [this](const Request& request) {
    return request.Boolean("plain").value_or(false) ? api_listing_ : api_page_;
  };
  return router_.Add(route);
}

// ---- Before the body ----

void Server::Impl::SetId(Request* request) {
  request->id = fmt::format("{:016x}", SplitMixOutput(id_seed_ + ++id_count_ * kSplitMixStep));
}

Application::Admission Server::Impl::Admit(Exchange& exchange) {
  SetId(&exchange.request);
  Admission admission;
  admission.answer = Decide(&exchange);
  if (admission.answer) {
    Complete(exchange, &*admission.answer);
  } else if (!exchange.route->request_schema.empty()) {
    admission.body_bytes_max = exchange.route->body_bytes_max.value_or(options_.limits.body_bytes);
  }
  return admission;
}

// The answer, if there is one already; otherwise the exchange has its route and may read its body.
std::optional<Response> Server::Impl::Decide(Exchange* exchange) {
  Request& request = exchange->request;
  if (auto refusal = CheckHost(request)) return refusal;
  if (request.method == Method::kOptions && request.target == "*") return AllMethods();
  Result<Target> target = ParseTarget(request.target);
  if (!target) return Response::FromError(target.error());
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  if (auto refusal = TakeViewer(&request)) return refusal;
  if (auto answer = FindRoute(target->segments, exchange)) return answer;
  if (auto refusal = CheckOrigin(request)) return refusal;
  const std::string* accept = request.Header("Accept");
  request.produces = ChooseType(accept == nullptr ? "" : *accept, exchange->route->produces);
  if (request.produces.empty()) {
    const std::string offered = Join(exchange->route->produces, ", ");
    return ProblemResponse(406, {"可提供的格式：" + offered, "available formats: " + offered});
  }
  if (const auto problem = router_.CheckParameters(*exchange->route, request)) {
    return ToResponse(*problem);
  }
  return CheckBody(*exchange);
}

// A web page of another site can make its own name resolve to 127.0.0.1 (DNS rebinding) and then
// read our answers as its own. The browser still sends that name as the host.
std::optional<Response> Server::Impl::CheckHost(const Request& request) const {
  if (CountHeaders(request, "Host") != 1) {
    return ProblemResponse(400, {"须有且只有一个 Host 头", "exactly one Host header is needed"});
  }
  if (!transport_->on_loopback()) return std::nullopt;
  const std::string_view host = HostWithoutPort(*request.Header("Host"));
  if (EqualsIgnoringCase(host, "localhost") || host == "127.0.0.1" || host == "[::1]" ||
      host == ShownInUrl(transport_->address())) {
    return std::nullopt;
  }
  return ProblemResponse(421, {"请用 localhost 或 127.0.0.1 访问",
                               "this server answers to localhost and 127.0.0.1 only"});
}

// Another site's page can send forms and simple requests here, though it cannot read the answers:
// it must not change anything. Browsers name the page's origin; programs such as curl send none.
std::optional<Response> Server::Impl::CheckOrigin(const Request& request) const {
  if (IsSafe(request.method)) return std::nullopt;
  const std::string* origin = request.Header("Origin");
  const std::string* site = request.Header("Sec-Fetch-Site");
  const std::string& host = *request.Header("Host");
  const bool same_origin = origin == nullptr || EqualsIgnoringCase(*origin, "http://" + host);
  const bool same_site = site == nullptr || *site == "same-origin" || *site == "none";
  if (same_origin && same_site) return std::nullopt;
  return ProblemResponse(
      403, {"不接受其他网站发起的修改", "changes from other sites' pages are not accepted"});
}

std::optional<Response> Server::Impl::TakeViewer(Request* request) const {
  const std::string* viewer = request->Header("Lianmeng-Viewer");
  if (viewer == nullptr) return std::nullopt;
  if (!request->remote_is_loopback) {
    return ProblemResponse(
        403, {"Lianmeng-Viewer 只接受本机请求", "Lianmeng-Viewer is accepted from loopback only"});
  }
  if (CountHeaders(*request, "Lianmeng-Viewer") != 1 || viewer->size() > kViewerBytesMax ||
      !IsValidUtf8(*viewer)) {
    return ProblemResponse(400, {"Lianmeng-Viewer 头有误", "malformed header Lianmeng-Viewer"});
  }
  request->viewer_text = *viewer;
  return std::nullopt;
}

std::optional<Response> Server::Impl::FindRoute(const std::vector<std::string>& segments,
                                                Exchange* exchange) {
  Router::Match match = router_.Find(exchange->request.method, segments);
  if (match.route == nullptr) return WithoutRoute(exchange->request, match.methods);
  exchange->route = match.route;
  exchange->route_index = match.route_index;
  exchange->request.path_parameters = std::move(match.path_parameters);
  return std::nullopt;
}

Response Server::Impl::WithoutRoute(const Request& request,
                                    const std::vector<Method>& methods) const {
  const Response* file = nullptr;
  if (methods.empty() && !IsApiPath(request.path)) {
    file = files_.FindOrIndex(request.path);
    if (file == nullptr && files_.empty() && request.path == "/") file = &no_console_;
  }
  if (methods.empty() && file == nullptr) {
    return ProblemResponse(404, {"没有这个地址：" + request.path, "no such path: " + request.path});
  }
  if (file != nullptr && (request.method == Method::kGet || request.method == Method::kHead)) {
    return *file;
  }
  const std::string allow = file != nullptr ? "GET, HEAD, OPTIONS" : AllowList(methods);
  Response response =
      request.method == Method::kOptions
          ? Response::Empty(204)
          : ProblemResponse(405, {"不支持 " + Quote(request) + "；可用：" + allow,
                                  Quote(request) + " is not supported; allowed: " + allow});
  response.Set("Allow", allow);
  return response;
}

Response Server::Impl::AllMethods() const {
  Response response = Response::Empty(204);
  response.Set("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  return response;
}

std::optional<Response> Server::Impl::CheckBody(const Exchange& exchange) const {
  // A page of another site can send a form, but no form has this type: a change without a body
  // must name it as well.
  if (!exchange.HasBody() && IsSafe(exchange.request.method)) return std::nullopt;
  const Route& route = *exchange.route;
  if (exchange.HasBody() && route.request_schema.empty()) {
    return ProblemResponse(413, {"该操作不接受请求内容", "this operation takes no body"});
  }
  const std::string* type = exchange.request.Header("Content-Type");
  const std::string given = type == nullptr ? "" : MediaType(*type);
  for (const std::string& allowed : route.consumes) {
    if (given == MediaType(allowed)) return std::nullopt;
  }
  const std::string all = Join(route.consumes, ", ");
  Response response =
      ProblemResponse(415, {"可接受的内容类型：" + all, "accepted content types: " + all});
  response.Set("Accept", all);
  return response;
}

Response Server::Impl::Refuse(Exchange& exchange, int status, TextPair detail) {
  if (exchange.request.id.empty()) SetId(&exchange.request);
  Response response = ProblemResponse(status, std::move(detail));
  Complete(exchange, &response);
  return response;
}

// ---- The handler and its answer ----

std::string Server::Impl::CacheKey(const Route& route, const Request& request) const {
  if (!route.cacheable || !options_.data_version) return "";
  return fmt::format("{}\n{}\n{}\n{}\n{}", options_.data_version(), changes_.load(),
                     request.viewer_text, request.produces, request.target);
}

void Server::Impl::Handle(const std::shared_ptr<Exchange>& exchange) {
  const Route& route = *exchange->route;
  exchange->cache_key = CacheKey(route, exchange->request);
  if (!exchange->cache_key.empty()) {
    if (std::optional<Response> cached = cache_.Find(exchange->cache_key)) {
      Complete(*exchange, &*cached);
      exchange->Answer(std::move(*cached));
      return;
    }
  }
  if (route.run_inline) {
    Run(exchange);
    return;
  }
  const bool shared = !exchange->cache_key.empty();
  if (shared && !coalescer_.Lead(exchange->cache_key, exchange)) return;
  if (pool_->TryPost([this, exchange] { Run(exchange); })) return;
  RefuseForLoad(exchange);
  if (!shared) return;
  for (const auto& follower : coalescer_.Take(exchange->cache_key)) RefuseForLoad(follower);
}

void Server::Impl::RefuseForLoad(const std::shared_ptr<Exchange>& exchange) {
  exchange->Answer(
      Refuse(*exchange, 503, {"请求过多，请稍后再试", "too many requests, try again shortly"}));
}

// Computes the answer and gives it to the exchange and to all who have waited for the same.
void Server::Impl::Run(const std::shared_ptr<Exchange>& exchange) {
  Response response = CallHandler(*exchange->route, exchange->request);
  // Who changed something sees it at once: data_version follows only when the new data is analysed.
  const Method method = exchange->request.method;
  if (method != Method::kGet && method != Method::kHead) ++changes_;
  if (exchange->cache_key.empty()) {
    Complete(*exchange, &response);
    exchange->Answer(std::move(response));
    return;
  }
  if (IsReusable(response)) {
    PrepareForReuse(&response);
    cache_.Insert(exchange->cache_key, response);
  }
  std::vector<std::shared_ptr<Exchange>> exchanges = coalescer_.Take(exchange->cache_key);
  exchanges.insert(exchanges.begin(), exchange);
  for (const auto& each : exchanges) {
    // A streamed answer is for one client: the others' are made for them.
    const bool own = each != exchange && !std::holds_alternative<Bytes>(response.body);
    Response copy = own ? CallHandler(*each->route, each->request) : response;
    Complete(*each, &copy);
    each->Answer(std::move(copy));
  }
}

// Which bytes this client gets: the tag, the compressed form, or 304. Then the headers that every
// answer has.
void Server::Impl::Complete(const Exchange& exchange, Response* response) const {
  const Request& request = exchange.request;
  if (!response->fault.empty()) log_->Fault(request.id, response->fault);
  const bool readable = request.method == Method::kGet || request.method == Method::kHead;
  if (response->Header("Cache-Control") == nullptr) {
    response->Set("Cache-Control", exchange.route == nullptr || !readable
                                       ? "no-store"
                                       : exchange.route->cache_control);
  }
  if (exchange.route != nullptr) {
    response->Set("Vary", exchange.route->produces.size() > 1
                              ? "Accept, Accept-Encoding, Lianmeng-Viewer"
                              : "Accept-Encoding, Lianmeng-Viewer");
  } else if (response->gzip_body != nullptr) {
    response->Set("Vary", "Accept-Encoding");
  }
  // Told before a 304 drops the type: a browser takes the policy of the 304 for the page it kept.
  const std::string* type = response->Header("Content-Type");
  const bool page = type != nullptr && type->rfind("text/html", 0) == 0;
  const bool may_revalidate = *response->Header("Cache-Control") != "no-store";
  if (readable && may_revalidate && IsReusable(*response)) {
    if (response->Header("ETag") == nullptr) {
      response->Set("ETag", StrongEtag(*std::get<Bytes>(response->body)));
    }
    const std::string plain_tag = *response->Header("ETag");
    const std::string* accepted = request.Header("Accept-Encoding");
    if (response->gzip_body != nullptr && accepted != nullptr && AcceptsGzip(*accepted)) {
      response->body = response->gzip_body;
      response->Set("Content-Encoding", "gzip");
      response->Set("ETag", GzipEtag(plain_tag));
    }
    const std::string* known = request.Header("If-None-Match");
    if (known != nullptr &&
        (EtagMatches(*known, plain_tag) || EtagMatches(*known, GzipEtag(plain_tag)))) {
      response->status = 304;
      response->body = Bytes();
      std::erase_if(response->headers, [](const HeaderField& field) {
        return EqualsIgnoringCase(field.name, "Content-Type") ||
               EqualsIgnoringCase(field.name, "Content-Encoding");
      });
    }
  }
  response->Set("Content-Security-Policy", page ? kPagePolicy : kDataPolicy);
  response->Set("X-Content-Type-Options", "nosniff");
  response->Set("Referrer-Policy", "same-origin");
  response->Set("Cross-Origin-Resource-Policy", "same-origin");
  response->Set("X-Request-Id", request.id);
}

void Server::Impl::Finished(const Exchange& exchange, const Outcome& outcome) {
  const auto elapsed = SteadyClock::now() - exchange.begin;
  const size_t route = exchange.route == nullptr ? router_.routes().size() : exchange.route_index;
  if (outcome.status != 0) {
    metrics_->Observe(route, outcome.status, std::chrono::duration<double>(elapsed).count());
  }
  log_->Access(
      {.request = exchange.request,
       .status = outcome.status,
       .bytes_sent = outcome.bytes_sent,
       .microseconds = std::chrono::duration_cast<std::chrono::microseconds>(elapsed).count(),
       .complete = outcome.complete});
}

void Server::Impl::Failed(const Exchange& exchange, const Error& error) {
  log_->Fault(exchange.request.id, error.Describe(Language::kEnglish));
}

// ---- Server ----

Result<std::unique_ptr<Server>> Server::Start(Router router, ServerOptions options) {
  auto impl = std::make_unique<Impl>(std::move(router), std::move(options));
  LM_TRY(impl->Open());
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() { Stop(); }

uint16_t Server::port() const { return impl_->transport().port(); }

std::string Server::url() const {
  return "http://" + ShownInUrl(impl_->transport().address()) + ":" + std::to_string(port());
}

void Server::Stop() { impl_->Stop(); }

}  // namespace lianmeng::http
