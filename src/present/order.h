// An order check in words and as JSON.
#pragma once

#include <string>

#include "present/presenter.h"
#include "safety/order_check.h"

namespace her2::present {

std::string orderText(const Presenter& presenter, const Case& record, const safety::OrderCheck& check);
std::string orderJson(const Presenter& presenter, const Case& record, const safety::OrderCheck& check,
                      const std::string& inputHash);

}  // namespace her2::present
