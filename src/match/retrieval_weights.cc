#include "match/retrieval.h"

namespace lianmeng::match {

// In the order of RetrievalFeature.
const RetrievalWeights kRetrievalWeights = {
    0.12, 0.12, 0.6, 0.9, 0, 0, 0, 0, 0, 0, 0.3, 0, 0, 2.0, 0, 0, 0, 0, 0, 0, 0, 0.24, 0, 0, 0, 0.5, 0.1};

}  // namespace lianmeng::match
