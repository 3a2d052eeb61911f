// An order check in words and as JSON.
#pragma once

#include <string>

#include "assess/order_review.h"
#include "present/presenter.h"

namespace her2::present {

std::string orderText(const Presenter& presenter, const assess::OrderReview& review);
std::string orderJson(const Presenter& presenter, const assess::OrderReview& review, const std::string& inputHash);

}  // namespace her2::present
