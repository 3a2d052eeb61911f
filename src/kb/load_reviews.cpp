// Loader, the days by which content has to be looked at again: [release] review-by for all of it, a [review] block for
// a file, review-by in any block for that block.
#include <fmt/format.h>

#include <algorithm>

#include "kb/catalogue.h"
#include "kb/loader.h"

namespace her2::kb {
namespace {

/// Calls f(node) for every `review-by` in the block, at whatever depth.
template <class F>
void forEachReview(const Node& node, const F& f) {
  if (node.isArray()) {
    for (const Node& element : node.array()) forEachReview(element, f);
  }
  if (!node.isTable()) return;
  for (const auto& [key, member] : node.table()) {
    if (key == reviewBy) {
      f(member);
    } else {
      forEachReview(member, f);
    }
  }
}

}  // namespace

void Loader::reviews() {
  const auto add = [this](const Document& document, std::string what, const Node& by) {
    if (by.isDate()) {
      knowledge_.reviews.push_back({std::move(what), by.date()});
    } else {
      problems_.push_back(
          document.problem(by.place, "a day of review must be a date such as 2027-05-30, without quotes"));
    }
  };
  for (const Entry& entry : entriesOf(knowledge_)) {
    const Document& document = *entry.block.document;
    if (entry.kind == "review") {
      BlockReader block(entry.block, problems_);
      block.allow({"by", "note"});
      if (const Node* by = block.required("by")) add(document, "file " + document.file, *by);
      continue;
    }
    const std::string what = entry.kind == "release" ? "release " + knowledge_.release.version
                                                     : fmt::format("{} {}", entry.kind, entry.key());
    forEachReview(*entry.block.node, [&](const Node& by) { add(document, what, by); });
  }
}

std::vector<Review> Knowledge::overdue(Date day) const {
  std::vector<Review> result;
  for (const Review& review : reviews) {
    if (review.by < day) result.push_back(review);
  }
  std::stable_sort(result.begin(), result.end(), [](const Review& a, const Review& b) { return a.by < b.by; });
  return result;
}

}  // namespace her2::kb
