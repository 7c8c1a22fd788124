// A plan as tables for people: flows, the hops of their routes, the ports.
#pragma once

#include "app/network_export.h"
#include "report/table.h"

namespace lianmeng::app {

// Errors: the writer's.
[[nodiscard]] Status WriteNetworkTable(const network::Plan& plan, NetworkTable table,
                                       report::TableWriter& writer);

}  // namespace lianmeng::app
