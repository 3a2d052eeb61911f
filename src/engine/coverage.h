// Do the guards of the tables that fill a fact leave nothing out? If some guard holds however the facts turn out, one
// of the tables answers, even where it is not known which. Found by trying every combination of what the guards ask:
// codes, and all else as true or false.
#pragma once

#include <vector>

#include "feel/expression.h"

namespace her2::engine {

struct Coverage {
  /// A fact whose value decides: where it surely is one of these codes, some guard holds.
  struct Where {
    feel::Expression fact;
    CodeSet codes;
  };
  bool always = false;
  std::vector<Where> where;
};

/// Says less than could be said where the guards ask too much to be tried out.
Coverage coverage(const std::vector<const feel::Expression*>& guards, const Vocabulary& vocabulary);

}  // namespace her2::engine
