// Samples of capital, talent and technology: financiers, universities and institutes with what they
// offer, and firms with what they look for.
//
// What the figures follow:
//   partners      for every 1,000 firms 9 financiers, 5 universities and 6 institutes, in cities drawn
//                 by what is made there
//   capital       five types of financier, each with instruments, stages and sizes of its own; one firm
//                 in forty looks for capital of up to a half of its revenue, 2 to 500 million CNY
//   talent        professions and skills by the category of a firm's main product; one firm in fifty
//   technology    topics on the main product, fields by its chain; one firm in fifty
// Nothing here moves a record that was drawn before.
#pragma once

#include <vector>

#include "app/generate_region.h"

namespace lianmeng::app {

// A firm of the sample, as far as it matters here.
struct SampleFirm {
  OrganisationId id;
  std::string key;
  size_t chain = 0;  // in RegionFacts::chains
  RegionCode city;
  const Product* main = nullptr;
  double revenue_cny_year = 0;
};

// Appends to the sample. Requires: `firms` are the sample's organisations so far, at least one.
void AddTermSamples(const RegionFacts& facts, const GenerateOptions& options,
                    const std::vector<SampleFirm>& firms, RegionSample& sample);

}  // namespace lianmeng::app
