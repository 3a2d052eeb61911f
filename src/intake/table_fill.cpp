#include "intake/table_fill.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace her2::intake::table {
namespace {

/// Takes out the elements whose flag is not set, in order.
template <class T>
void keepTouched(std::vector<T>& all, const std::vector<char>& touched) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (touched[i] == 0) continue;
    if (kept != i) all[kept] = std::move(all[i]);
    ++kept;
  }
  all.resize(kept);
}

Interval valueOf(const NumberLeaf& leaf) { return leaf.value; }
DateRange valueOf(const DateLeaf& leaf) { return *leaf.value; }
CodeSet valueOf(const CodeLeaf& leaf) { return leaf.value; }
Truth valueOf(const TruthLeaf& leaf) { return leaf.value; }
const std::string& valueOf(const TextLeaf& leaf) { return leaf.value; }

/// What two statements about the same thing leave possible together; nothing if they contradict each other.
std::optional<Interval> common(const Interval& a, const Interval& b) { return a.intersect(b); }
std::optional<DateRange> common(const DateRange& a, const DateRange& b) {
  const DateRange both(std::max(a.first, b.first), std::min(a.last, b.last));
  return both.first <= both.last ? std::optional(both) : std::nullopt;
}
std::optional<CodeSet> common(CodeSet a, CodeSet b) { return a.intersects(b) ? std::optional(a & b) : std::nullopt; }
template <class T>
std::optional<T> common(const T& a, const T& b) {
  return a == b ? std::optional(a) : std::nullopt;
}

/// What is possible if one of the two is wrong.
Interval eitherOf(const Interval& a, const Interval& b) { return a.hull(b); }
DateRange eitherOf(const DateRange& a, const DateRange& b) {
  return {std::min(a.first, b.first), std::max(a.last, b.last)};
}
CodeSet eitherOf(CodeSet a, CodeSet b) { return a | b; }
Truth eitherOf(Truth, Truth) { return Truth::Unknown; }
std::string eitherOf(const std::string& a, const std::string&) { return a; }

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

}  // namespace

void Filler::begin(Case& out, Problems& problems, RecordPlace place) {
  out_ = &out;
  problems_ = &problems;
  where_.clear();
  fmt::format_to(std::back_inserter(where_), "{}:{}", place.file, place.line);
  placeSize_ = where_.size();
  out.tumours.resize(shape_->tumours);
  out.specimens.resize(shape_->specimens);
  out.treatments.resize(shape_->treatments);
  out.measurements.resize(shape_->measurements.size());
  const std::size_t sizes[partCount] = {0, shape_->tumours, shape_->specimens, shape_->treatments,
                                        shape_->measurements.size()};
  for (std::size_t part = 0; part < partCount; ++part) touched_[part].assign(sizes[part], 0);
}

void Filler::atCell(std::string_view column) {
  where_.resize(placeSize_);
  where_.append(1, ':').append(column);
  origin_ = {};
}

Origin Filler::origin() {
  if (origin_.size == 0) origin_ = out_->addOrigin(where_);
  return origin_;
}

void Filler::warn(std::string_view code, std::string message, std::string remedy) {
  problems_->push_back({Severity::Warning, std::string(code), where_, std::move(message), std::move(remedy)});
}

void Filler::touch(const Leaf& leaf) {
  if (leaf.part == Part::Person) return;
  touched_[static_cast<std::size_t>(leaf.part)][leaf.slot] = 1;
  if (leaf.mark != nullptr) leaf.mark(*out_, leaf.slot, origin());
}

template <class L, class V>
void Filler::put(L& leaf, const V& value, WhenSet whenSet) {
  if (!leaf.recorded() || whenSet == WhenSet::Replace) {
    leaf.value = value;
    leaf.origin = origin();
    return;
  }
  if (whenSet == WhenSet::Keep) return;
  const V former = valueOf(leaf);
  if (const std::optional<V> both = common(former, value)) {
    if (*both == former) return;
    leaf.value = *both;
  } else {
    warn("cells-disagree", fmt::format("does not agree with {}; either is taken as possible", columnOf(leaf.origin)),
         "correct the one that is wrong");
    leaf.value = eitherOf(former, value);
  }
  leaf.origin = origin();
}

void Filler::set(const Leaf& leaf, const Value& value, WhenSet whenSet) {
  touch(leaf);
  const auto as = [&]<class T>(Get<T> get) -> T& { return get(*out_, leaf.slot); };
  std::visit(Overloaded{
                 [&](Get<NumberLeaf> get) { put(as(get), std::get<Interval>(value), whenSet); },
                 [&](Get<DateLeaf> get) { put(as(get), std::get<DateRange>(value), whenSet); },
                 [&](Get<CodeLeaf> get) { put(as(get), std::get<CodeSet>(value), whenSet); },
                 [&](Get<TruthLeaf> get) { put(as(get), std::get<Truth>(value), whenSet); },
                 [&](Get<TextLeaf> get) { put(as(get), std::get<std::string>(value), whenSet); },
                 [&](Get<CodesLeaf> get) {
                   CodesLeaf& codes = as(get);
                   codes.value |= std::get<CodeSet>(value);
                   codes.recorded = true;
                   codes.origin = origin();
                 },
                 [&](Get<bool> get) { as(get) = std::get<Truth>(value) == Truth::True; },
                 [&](Get<std::string> get) { as(get) = std::get<std::string>(value); },
                 [&](Get<std::vector<DrugId>> get) {
                   const auto& drugs = std::get<std::vector<DrugId>>(value);
                   as(get).insert(as(get).end(), drugs.begin(), drugs.end());
                 },
                 [&](Get<std::vector<Finding>> get) { append(as(get), std::get<std::vector<std::string>>(value)); },
                 [&](Get<std::vector<Medication>> get) { append(as(get), std::get<std::vector<std::string>>(value)); },
                 [&](Get<Tumour> get) { append(as(get), leaf.name, std::get<std::vector<std::string>>(value)); },
             },
             leaf.access);
}

void Filler::gradeLast(const Leaf& leaf, const Interval& grade) {
  std::vector<Finding>& findings = std::get<Get<std::vector<Finding>>>(leaf.access)(*out_, leaf.slot);
  if (!findings.empty()) findings.back().grade = {grade, origin()};
}

void Filler::append(std::vector<Finding>& findings, const std::vector<std::string>& kinds) {
  for (const std::string& kind : kinds) {
    Finding& finding = findings.emplace_back();
    finding.kind = kind;
    finding.origin = origin();
  }
}

void Filler::append(std::vector<Medication>& medications, const std::vector<std::string>& names) {
  for (const std::string& name : names) medications.push_back({name, vocabulary_->findDrug(name), origin()});
}

void Filler::append(Tumour& tumour, const std::string& gene, const std::vector<std::string>& proteins) {
  tumour.variantsRecorded = true;
  for (const std::string& protein : proteins) {
    Variant& variant = tumour.variants.emplace_back();
    variant.gene = {gene, origin()};
    variant.protein = {protein, origin()};
  }
}

void Filler::finish(const std::vector<Assignment>& always) {
  for (std::size_t i = 0; i < shape_->measurements.size(); ++i) {
    Measurement& measurement = out_->measurements[i];
    measurement.kind = shape_->measurements[i].kind;
    measurement.unit = shape_->measurements[i].unit;
    if (!measurement.value.recorded()) touched_[static_cast<std::size_t>(Part::Measurement)][i] = 0;
  }
  where_.resize(placeSize_);
  origin_ = {};
  for (const Assignment& each : always) {
    if (touched(each.leaf)) set(each.leaf, each.value, WhenSet::Keep);
  }
  keepTouched(out_->tumours, touched_[static_cast<std::size_t>(Part::Tumour)]);
  keepTouched(out_->specimens, touched_[static_cast<std::size_t>(Part::Specimen)]);
  keepTouched(out_->treatments, touched_[static_cast<std::size_t>(Part::Treatment)]);
  keepTouched(out_->measurements, touched_[static_cast<std::size_t>(Part::Measurement)]);
}

}  // namespace her2::intake::table
