// The API of the platform: every route of /api/v1, each with its parameters, its schema and its
// handler. Handlers read the request, call one use case of src/app, and write its view as JSON.
#pragma once

#include <memory>

#include "app/platform.h"
#include "http/event_stream.h"
#include "http/router.h"

namespace lianmeng::http {

struct ApiOptions {
  Viewer default_viewer;  // who looks when a request does not say
  std::string program_version;
};

// Requires: platform and hub outlive the router.
Status AddApiRoutes(Router& router, app::Platform& platform, std::shared_ptr<EventHub> hub,
                    const ApiOptions& options);

// components/schemas of every view that the routes name.
[[nodiscard]] nlohmann::json ApiSchemas();

}  // namespace lianmeng::http
