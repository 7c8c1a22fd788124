#include "http/static_files.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "http/negotiation.h"

namespace lianmeng::http {
namespace {

namespace fs = std::filesystem;

constexpr size_t kBytesMax = 64 << 20;

constexpr std::array<std::pair<std::string_view, std::string_view>, 19> kTypes = {{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".geojson", "application/geo+json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".gif", "image/gif"},
    {".ico", "image/x-icon"},
    {".woff", "font/woff"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
    {".wasm", "application/wasm"},
    {".pdf", "application/pdf"},
}};

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

Error CannotRead(const fs::path& path, const std::string& reason) {
  return MakeError(ErrorCode::kIo, {"无法读取文件：" + reason, "cannot read the file: " + reason},
                   {.file = path.string()});
}

Result<std::string> ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  // Streaming an empty file sets failbit on the output, so emptiness is asked first.
  if (file && file.peek() != std::ifstream::traits_type::eof()) bytes << file.rdbuf();
  if (!file.is_open() || file.bad()) return CannotRead(path, "I/O");
  return bytes.str();
}

// Files built with their content's hash in the name never change under that name.
std::string CacheControlOf(std::string_view path) {
  return path.substr(0, 8) == "/assets/" ? "public, max-age=31536000, immutable" : "no-cache";
}

Response MakeFile(const std::string& path, std::string bytes) {
  const std::string etag = StrongEtag(bytes);
  Response response = Response::Of(ContentTypeOf(path), std::move(bytes));
  response.Set("Cache-Control", CacheControlOf(path));
  response.Set("ETag", etag);
  return response;
}

}  // namespace

std::string ContentTypeOf(std::string_view file_name) {
  for (const auto& [end, type] : kTypes) {
    if (EndsWith(file_name, end)) return std::string(type);
  }
  return "application/octet-stream";
}

Result<StaticFiles> StaticFiles::Load(const std::string& folder) {
  StaticFiles files;
  std::error_code error;
  if (folder.empty() || !fs::is_directory(folder, error)) return files;
  std::map<std::string, std::string> compressed;  // by the path of the file that they stand for
  size_t total = 0;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (entry->path().filename().string().front() == '.') {  // what tools leave for themselves
      if (entry->is_directory(error)) entry.disable_recursion_pending();
      continue;
    }
    if (entry->is_symlink(error) || !entry->is_regular_file(error)) continue;
    LM_ASSIGN(std::string bytes, ReadFile(entry->path()));
    total += bytes.size();
    if (total > kBytesMax) {
      return MakeError(ErrorCode::kResourceExhausted,
                       {"控制台文件超过 64 MiB", "the console's files exceed 64 MiB"},
                       {.file = folder});
    }
    const std::string path = "/" + fs::relative(entry->path(), folder).generic_string();
    if (EndsWith(path, ".gz")) {
      compressed.emplace(path.substr(0, path.size() - 3), std::move(bytes));
    } else {
      files.files_.emplace(path, MakeFile(path, std::move(bytes)));
    }
  }
  if (error) return CannotRead(folder, error.message());
  for (auto& [path, bytes] : compressed) {
    const auto file = files.files_.find(path);
    if (file != files.files_.end()) file->second.gzip_body = ToBytes(std::move(bytes));
  }
  return files;
}

const Response* StaticFiles::Find(std::string_view path) const {
  const auto found = files_.find(path == "/" ? "/index.html" : path);
  return found == files_.end() ? nullptr : &found->second;
}

const Response* StaticFiles::FindOrIndex(std::string_view path) const {
  if (const Response* file = Find(path)) return file;
  const std::string_view last = path.substr(path.rfind('/') + 1);
  if (last.find('.') != std::string_view::npos) return nullptr;
  return Find("/index.html");
}

std::string NoConsolePage() {
  return R"(<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>链盟 Lianmeng</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{font-family:system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem;line-height:1.7}</style>
</head>
<body>
<h1>链盟 Lianmeng</h1>
<p>服务正在运行，但控制台尚未构建。构建方法：在源代码的 <code>web</code> 目录中运行 <code>npm ci</code> 与 <code>npm run build</code>，然后重新启动服务。</p>
<p lang="en">The server is running, but the console is not built. To build it, run <code>npm ci</code> and <code>npm run build</code> in the source's folder <code>web</code>, then start the server again.</p>
<p><a href="/api">接口说明 API description</a> · <a href="/api/openapi.json">OpenAPI 3.1</a></p>
</body>
</html>
)";
}

}  // namespace lianmeng::http
