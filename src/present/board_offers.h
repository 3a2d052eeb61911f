// The options on the tumour board's page: those that differ in the wording of their regions only are one.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "present/presenter.h"

namespace her2::present {

struct Offer {
  const Option* option = nullptr;  ///< the first of them
  const kb::Indication* indication = nullptr;
  std::vector<std::pair<std::string, std::string>> wordings;  ///< population, regions
  std::vector<std::string> approvals;                         ///< "FDA 2022-08-05 regular"
  std::vector<std::string> sources;                           ///< of the approvals
  std::vector<const GuidelineEntry*> guidelines;
};

/// Indicated ones first, then possible ones, by rank; of one rank in the order of the assessment.
std::vector<Offer> offersOf(const Presenter& presenter, const Assessment& assessment);

/// Adds what is not there yet.
template <class T>
void addNew(std::vector<T>& all, const T& one) {
  if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
}

}  // namespace her2::present
