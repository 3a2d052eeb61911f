// States a law on random arguments; where it fails, the test fails with the smallest counterexample found. Every run
// tries the same 4,000 arguments a law, 200 under the sanitizers; RC_PARAMS="seed=42 max_success=40000" in the
// environment tries others, or more.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <string>
#include <utility>

namespace her2 {

template <class F>
void law(const std::string& description, F&& body) {
  static const int once = setenv("RC_PARAMS", "seed=1 max_success=4000 max_discard_ratio=100", 0);
  static_cast<void>(once);
  EXPECT_TRUE(rc::check(description, std::forward<F>(body))) << description;
}

}  // namespace her2
