// A change of a network of production units: new units, more capacity, trade moved from one source
// to another, higher stocks. What a measure of a repair plan does, and what several do together.
//
// The rules of chain/unit_network.h go on to hold: what a unit's capacity exceeds its sales is sold
// to final demand, and an outside unit is as large as what it sells. Everything that an edit does
// not name stays as it is; nothing is reconstructed anew.
//
// Example:   UnitEditBuilder builder(editor);
//            builder.Move({.from = a, .to = b, .customer = c, .value_cny_year = 40});
//            const NetworkEdit edit = editor.ToNetworkEdit(builder.Take());
// Determinism: equal steps in equal order give an equal edit.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "base/result.h"
#include "chain/edited_network.h"
#include "chain/unit_network.h"

namespace lianmeng::chain {

struct UnitEdit {
  struct Changed {
    NodeIndex node = 0;
    Unit unit;  // after the edit
  };
  struct Stock {
    uint32_t input = 0;  // row of UnitNetwork::inputs
    double days = 0;     // after the edit
  };
  std::vector<Unit> added;       // makers, numbered from units.size() on
  std::vector<Changed> changed;  // by node
  std::vector<LinkEdit> trade;   // values after the edit, by supplier and customer
  std::vector<Stock> stocks;     // by input
};

// A unit network made ready for edits. The network must outlive it.
class UnitEditor {
 public:
  [[nodiscard]] static Result<UnitEditor> Prepare(const UnitNetwork& network);

  [[nodiscard]] const UnitNetwork& network() const { return *network_; }
  [[nodiscard]] const EditableNetwork& editable() const { return editable_; }
  [[nodiscard]] NodeIndex final_demand() const {
    return static_cast<NodeIndex>(network_->units.size() - 1);
  }
  // To other units, final demand not included.
  [[nodiscard]] double sales(NodeIndex unit) const { return sales_[unit]; }

  // The edit with what follows from it: sales to final demand.
  [[nodiscard]] NetworkEdit ToNetworkEdit(const UnitEdit& edit) const;

 private:
  const UnitNetwork* network_ = nullptr;
  EditableNetwork editable_;
  std::vector<double> sales_;
};

class UnitEditBuilder {
 public:
  struct Trade {
    NodeIndex from = 0;
    NodeIndex to = 0;
    NodeIndex customer = 0;
    double value_cny_year = 0;
  };

  explicit UnitEditBuilder(const UnitEditor& editor) : editor_(editor) {}

  // Returns the unit's node.
  NodeIndex AddUnit(const Unit& unit);
  // More capacity, idle at first, and purchases that grow in proportion.
  void Grow(NodeIndex unit, double capacity_cny_year);
  // The customer buys from `to` what it bought from `from`: no more than it bought there, and no
  // more than `to` can spare. Returns what was moved.
  double Move(const Trade& trade);
  // A purchase beside all others.
  void Buy(NodeIndex supplier, NodeIndex customer, double value_cny_year,
           Essentiality essentiality);
  // At least so many days.
  void RaiseStock(uint32_t input, double days);

  [[nodiscard]] UnitEdit Take();

 private:
  struct Link {
    double value = 0;
    Essentiality essentiality = Essentiality::kReplaceable;
  };

  Unit& UnitAt(NodeIndex node);
  Link& LinkAt(NodeIndex supplier, NodeIndex customer);
  // value < 0: it delivers less.
  void Deliver(NodeIndex supplier, double value);

  const UnitEditor& editor_;
  std::vector<Unit> added_;
  std::map<NodeIndex, Unit> changed_;
  std::map<std::pair<NodeIndex, NodeIndex>, Link> links_;
  std::map<uint32_t, double> stocks_;
};

// The edited network built from scratch: the slow plain way, for checking. New makers are numbered
// by organisation like all others, so that node numbers differ from those of the edit.
[[nodiscard]] Result<UnitNetwork> BuildEdited(const UnitNetwork& network, const UnitEdit& edit);

}  // namespace lianmeng::chain
