#include "assess/order_review.h"

namespace her2::assess {

OrderReview reviewOrder(const Assessor& assessor, const Case& record, const Order& order,
                        std::span<const std::uint16_t> regions) {
  std::vector<DrugId> given = order.drugs;
  given.insert(given.end(), order.partners.begin(), order.partners.end());
  OrderReview result;
  result.record = safety::withOrder(record, given, assessor.settings().asOf, assessor.knowledge().vocabulary);
  for (const Medication& each : order.medicines) {
    result.record.medications.push_back(each);
    result.record.medications.back().origin = result.record.addOrigin("the order");
  }
  Workspace workspace = assessor.makeWorkspace();
  assessor.assess(std::span(&result.record, 1), workspace, std::span(&result.assessment, 1), Detail::Full);
  result.check = checkOf(assessor, result, order.drugs, regions);
  return result;
}

safety::OrderCheck checkOf(const Assessor& assessor, const OrderReview& review, const std::vector<DrugId>& drugs,
                           std::span<const std::uint16_t> regions) {
  const kb::Knowledge& knowledge = assessor.knowledge();
  const auto idsOf = [&](const std::vector<DrugId>& all) {
    std::vector<std::string> ids;
    ids.reserve(all.size());
    for (const DrugId drug : all) ids.push_back(knowledge.vocabulary.drug(drug).id);
    return ids;
  };
  std::vector<std::string> names;
  names.reserve(regions.size());
  for (const std::uint16_t region : regions) names.push_back(knowledge.regions[region].id);
  return safety::checkOrder(review.assessment.safety, idsOf(drugs), names,
                            idsOf(assessor.safetyReviewer().rules().names.drugs));
}

}  // namespace her2::assess
