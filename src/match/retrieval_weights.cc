#include "match/retrieval.h"

namespace lianmeng::match {

// In the order of RetrievalFeature.
const RetrievalWeights kRetrievalWeights = {
    0.035, 0.055, 0.004, 0.499, 4.838, 0.278, -1.018, 0.696, -0.184, 0.273,
    -0.135, 0.136, -1.466, 0.669, -1.905, 1.360, -0.644, 0.790, 0.533, 0.034,
    0.042, 0.120, -0.084, -1.158, -2.789, 0.872, 0.208};

}  // namespace lianmeng::match
