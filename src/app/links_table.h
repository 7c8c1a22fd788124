// A supply network written as a plain table of links (docs/formats/links.md), as it is read by
// app/links_network.h.
//
// Errors:  of the file; kCancelled.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/progress.h"
#include "base/result.h"
#include "chain/supply_network.h"

namespace lianmeng::app {

// As a cell of a CSV table, quoted where it must be.
void AppendCell(std::string_view text, std::string& out);

// Appends the cell with the name of a node of the network, of a sector of it.
struct LinksTableNames {
  std::function<void(uint32_t node, std::string& out)> append_firm;
  std::function<void(uint32_t sector, std::string& out)> append_sector;
};

// In the order of input.links; weights in the fewest digits that read back as the same number.
// `path` empty: standard output.
[[nodiscard]] Status WriteLinksTable(const chain::SupplyInput& input, const LinksTableNames& names,
                                     const std::string& path, Progress& progress);

}  // namespace lianmeng::app
