// Parameters of the derivations from measurements, findings, symptoms and courses, by their names in `with`.
#include <algorithm>
#include <iterator>

#include "facts/deriver.h"

namespace her2::facts {
namespace {

template <class T>
struct Named {
  std::string_view name;
  T value;
};

constexpr Named<When> whens[] = {
    {"latest", When::Latest}, {"baseline", When::Baseline}, {"on-treatment", When::OnTreatment}};

constexpr Named<As> aspects[] = {{"value", As::Value},
                                 {"age-days", As::AgeDays},
                                 {"times-upper-limit", As::TimesUpperLimit},
                                 {"below-lower-limit", As::BelowLowerLimit},
                                 {"fall", As::Fall},
                                 {"grade", As::Grade},
                                 {"worst-grade", As::WorstGrade},
                                 {"resolved", As::Resolved},
                                 {"days", As::Days},
                                 {"count", As::Count},
                                 {"given-since", As::GivenSince}};

template <class T, std::size_t N>
bool pick(const Named<T> (&table)[N], const std::vector<std::string>& values, T& into) {
  if (values.size() != 1) return false;
  const auto found =
      std::find_if(std::begin(table), std::end(table), [&](const Named<T>& each) { return each.name == values[0]; });
  if (found == std::end(table)) return false;
  into = found->value;
  return true;
}

bool interval(const std::vector<std::string>& values, Interval& into) {
  const auto read = values.size() == 1 ? Interval::parse(values[0]) : std::nullopt;
  if (read) into = *read;
  return read.has_value();
}

bool settings(const std::vector<std::string>& values, Parameters& into) {
  const Vocabulary& vocabulary = into.knowledge->vocabulary;
  const auto domain = vocabulary.findDomain("setting");
  for (const std::string& name : values) {
    const auto code = domain ? vocabulary.domain(*domain).find(name) : std::nullopt;
    if (!code) return false;
    into.metastaticSettings |= CodeSet::of(*code);
  }
  return true;
}

}  // namespace

bool readCareParameter(std::string_view key, const std::vector<std::string>& values, Parameters& into) {
  if (key == "kinds") return !(into.kinds = values).empty();
  if (key == "wider") return !(into.wider = values).empty();
  if (key == "symptoms") return !(into.symptoms = values).empty();
  if (key == "grades") return interval(values, into.grades);
  if (key == "usual") return interval(values, into.usual);
  if (key == "possible") return interval(values, into.possible);
  if (key == "which") return pick(whens, values, into.when);
  if (key == "as") return pick(aspects, values, into.as);
  if (key == "metastatic-settings") return settings(values, into);
  if (key == "state" && values.size() == 1) {
    into.current = values[0] == "current";
    return into.current || values[0] == "ever";
  }
  return false;
}

}  // namespace her2::facts
