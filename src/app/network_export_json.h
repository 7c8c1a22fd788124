// The forms of app/network_export.h that are JSON documents.
#pragma once

#include "app/network_export.h"

namespace lianmeng::app {

[[nodiscard]] Result<Json> MplsJson(const network::Plan& plan);

// Errors: kResourceExhausted: more links leave a site, or more flows end there, than an id has room for.
[[nodiscard]] Result<Json> Srv6Json(const network::Plan& plan, uint32_t sid_block);

// Errors: kNotFound: no such site; those of network::MapLabels.
[[nodiscard]] Result<Json> YangJson(const network::Plan& plan, const std::string& site);

}  // namespace lianmeng::app
