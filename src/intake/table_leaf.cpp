#include "intake/table_leaf.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <span>

namespace her2::intake::table {
namespace {

template <auto First, auto... Rest, class T>
auto& member(T& object) {
  if constexpr (sizeof...(Rest) == 0) {
    return object.*First;
  } else {
    return member<Rest...>(object.*First);
  }
}

template <class T>
struct Of;
template <class Owner, class T>
struct Of<T Owner::*> {
  using Type = T;
};
template <auto... Members>
using Last = typename Of<decltype((Members, ...))>::Type;

template <auto... Members>
constexpr Access person() {
  return Get<Last<Members...>>([](Case& c, std::size_t) -> Last<Members...>& { return member<Members...>(c); });
}
template <auto... Members>
constexpr Access tumour() {
  return Get<Last<Members...>>(
      [](Case& c, std::size_t slot) -> Last<Members...>& { return member<Members...>(c.tumours[slot]); });
}
template <auto... Members>
constexpr Access specimen() {
  return Get<Last<Members...>>(
      [](Case& c, std::size_t slot) -> Last<Members...>& { return member<Members...>(c.specimens[slot]); });
}
template <auto... Members>
constexpr Access treatment() {
  return Get<Last<Members...>>(
      [](Case& c, std::size_t slot) -> Last<Members...>& { return member<Members...>(c.treatments[slot]); });
}
template <auto... Members>
constexpr Access measurement() {
  return Get<Last<Members...>>(
      [](Case& c, std::size_t slot) -> Last<Members...>& { return member<Members...>(c.measurements[slot]); });
}

struct Entry {
  std::string_view path;
  Access access;
  std::string_view domain = {};
};

const Entry personLeaves[] = {
    {"id", person<&Case::id>()},
    {"birthDate", person<&Case::birthDate>()},
    {"sex", person<&Case::sex>(), "sex"},
    {"menopause", person<&Case::menopause>(), "menopause"},
    {"smoking", person<&Case::smoking>(), "smoking"},
    {"pregnant", person<&Case::pregnant>()},
    {"preferences", person<&Case::preferences>()},
    {"residence", person<&Case::residence>()},
    {"conditions", person<&Case::conditions>()},
    {"adverseEvents", person<&Case::adverseEvents>()},
    {"symptoms", person<&Case::symptoms>()},
    {"medications", person<&Case::medications>()},
};

const Entry tumourLeaves[] = {
    {"id", tumour<&Tumour::id>()},
    {"kind", tumour<&Tumour::kind>(), "tumour-kind"},
    {"histology", tumour<&Tumour::histology>(), "histology"},
    {"diagnosed", tumour<&Tumour::diagnosed>()},
    {"setting", tumour<&Tumour::setting>(), "setting"},
    {"t", tumour<&Tumour::t>(), "t-category"},
    {"n", tumour<&Tumour::n>(), "n-category"},
    {"m", tumour<&Tumour::m>(), "m-category"},
    {"ypT", tumour<&Tumour::ypT>(), "t-category"},
    {"ypN", tumour<&Tumour::ypN>(), "n-category"},
    {"stage", tumour<&Tumour::stage>(), "stage"},
    {"sizeMm", tumour<&Tumour::sizeMm>()},
    {"grade", tumour<&Tumour::grade>()},
    {"positiveNodes", tumour<&Tumour::positiveNodes>()},
    {"er.status", tumour<&Tumour::er, &Receptor::status>(), "receptor"},
    {"er.percent", tumour<&Tumour::er, &Receptor::percent>()},
    {"pr.status", tumour<&Tumour::pr, &Receptor::status>(), "receptor"},
    {"pr.percent", tumour<&Tumour::pr, &Receptor::percent>()},
    {"ki67Percent", tumour<&Tumour::ki67Percent>()},
    {"metastases", tumour<&Tumour::metastases>(), "metastasis-site"},
    {"brainMetastases", tumour<&Tumour::brainMetastases>(), "brain-metastases"},
    {"operable", tumour<&Tumour::operable>()},
    {"ras", tumour<&Tumour::ras>(), "mutation-state"},
    {"pik3ca", tumour<&Tumour::pik3ca>(), "mutation-state"},
    {"pdl1Cps", tumour<&Tumour::pdl1Cps>()},
    {"satisfactoryAlternative", tumour<&Tumour::satisfactoryAlternative>()},
    {"endocrineSuitable", tumour<&Tumour::endocrineSuitable>()},
    {"chemotherapyIntended", tumour<&Tumour::chemotherapyIntended>()},
    {"anthracyclineSuitable", tumour<&Tumour::anthracyclineSuitable>()},
    {"taxaneSuitable", tumour<&Tumour::taxaneSuitable>()},
    {"highRecurrenceRisk", tumour<&Tumour::highRecurrenceRisk>()},
    {"detection", tumour<&Tumour::detection>(), "detection"},
};

const Entry specimenLeaves[] = {
    {"id", specimen<&Specimen::id>()},
    {"tumour", specimen<&Specimen::tumour>()},
    {"date", specimen<&Specimen::date>()},
    {"site", specimen<&Specimen::site>(), "specimen-site"},
    {"kind", specimen<&Specimen::kind>(), "specimen-kind"},
    {"fixative", specimen<&Specimen::fixative>(), "fixative"},
    {"fixationHours", specimen<&Specimen::fixationHours>()},
    {"ischaemiaMinutes", specimen<&Specimen::ischaemiaMinutes>()},
    {"sectionAgeDays", specimen<&Specimen::sectionAgeDays>()},
    {"decalcified", specimen<&Specimen::decalcified>()},
    {"artefact", specimen<&Specimen::artefact>()},
    {"limitedTumour", specimen<&Specimen::limitedTumour>()},
    {"fragments", specimen<&Specimen::fragments>()},
    {"invasive", specimen<&Specimen::invasive>()},
    {"ihc.score", specimen<&Specimen::ihc, &IhcTest::score>(), "ihc-score"},
    {"ihc.membraneStaining", specimen<&Specimen::ihc, &IhcTest::membraneStaining>()},
    {"ihc.percent", specimen<&Specimen::ihc, &IhcTest::percent>()},
    {"ihc.antibody", specimen<&Specimen::ihc, &IhcTest::antibody>(), "antibody"},
    {"ihc.scoring", specimen<&Specimen::ihc, &IhcTest::scoring>(), "ihc-scoring"},
    {"ihc.reported", specimen<&Specimen::ihc, &IhcTest::reported>(), "laboratory-reading"},
    {"ihc.controlsPassed", specimen<&Specimen::ihc, &IhcTest::controlsPassed>()},
    {"ihc.artefact", specimen<&Specimen::ihc, &IhcTest::artefact>()},
    {"ihc.date", specimen<&Specimen::ihc, &IhcTest::date>()},
    {"ish.probe", specimen<&Specimen::ish, &IshTest::probe>(), "ish-probe"},
    {"ish.ratio", specimen<&Specimen::ish, &IshTest::ratio>()},
    {"ish.her2Copies", specimen<&Specimen::ish, &IshTest::her2Copies>()},
    {"ish.cep17Copies", specimen<&Specimen::ish, &IshTest::cep17Copies>()},
    {"ish.cells", specimen<&Specimen::ish, &IshTest::cells>()},
    {"ish.her2Signals", specimen<&Specimen::ish, &IshTest::her2Signals>()},
    {"ish.cep17Signals", specimen<&Specimen::ish, &IshTest::cep17Signals>()},
    {"ish.her2Cells", specimen<&Specimen::ish, &IshTest::her2Cells>()},
    {"ish.cep17Cells", specimen<&Specimen::ish, &IshTest::cep17Cells>()},
    {"ish.group", specimen<&Specimen::ish, &IshTest::group>(), "ish-group"},
    {"ish.adjudicatedGroup", specimen<&Specimen::ish, &IshTest::adjudicatedGroup>(), "ish-group"},
    {"ish.reported", specimen<&Specimen::ish, &IshTest::reported>(), "laboratory-reading"},
    {"ish.recount.her2Copies", specimen<&Specimen::ish, &IshTest::recount, &IshRecount::her2Copies>()},
    {"ish.recount.ratio", specimen<&Specimen::ish, &IshTest::recount, &IshRecount::ratio>()},
    {"ish.recount.cells", specimen<&Specimen::ish, &IshTest::recount, &IshRecount::cells>()},
    {"ish.amplifiedCellsPercent", specimen<&Specimen::ish, &IshTest::amplifiedCellsPercent>()},
    {"ish.areas", specimen<&Specimen::ish, &IshTest::areas>()},
    {"ish.controlsPassed", specimen<&Specimen::ish, &IshTest::controlsPassed>()},
    {"ish.sameTissue", specimen<&Specimen::ish, &IshTest::sameTissue>()},
    {"ish.date", specimen<&Specimen::ish, &IshTest::date>()},
    {"ishSingle.her2Copies", specimen<&Specimen::ishSingle, &IshTest::her2Copies>()},
    {"ishSingle.cells", specimen<&Specimen::ishSingle, &IshTest::cells>()},
    {"ishSingle.reported", specimen<&Specimen::ishSingle, &IshTest::reported>(), "laboratory-reading"},
    {"ngs.erbb2CopyNumber", specimen<&Specimen::ngs, &NgsTest::erbb2CopyNumber>()},
    {"ngs.assay", specimen<&Specimen::ngs, &NgsTest::assay>(), "ngs-assay"},
    {"ngs.material", specimen<&Specimen::ngs, &NgsTest::material>(), "ngs-material"},
    {"ngs.reported", specimen<&Specimen::ngs, &NgsTest::reported>(), "laboratory-reading"},
    {"reported.result", specimen<&Specimen::reported, &ReportedStatus::result>(), "laboratory-reading"},
    {"reported.ruleSet", specimen<&Specimen::reported, &ReportedStatus::ruleSet>(), "rule-set"},
    {"reported.date", specimen<&Specimen::reported, &ReportedStatus::date>()},
};

const Entry treatmentLeaves[] = {
    {"drugs", treatment<&Treatment::drugs>()},
    {"procedure", treatment<&Treatment::procedure>()},
    {"intent", treatment<&Treatment::intent>(), "intent"},
    {"line", treatment<&Treatment::line>()},
    {"start", treatment<&Treatment::start>()},
    {"end", treatment<&Treatment::end>()},
    {"endReason", treatment<&Treatment::endReason>(), "end-reason"},
    {"residualDisease", treatment<&Treatment::residualDisease>()},
    {"recurrence", treatment<&Treatment::recurrence>()},
    {"cycles", treatment<&Treatment::cycles>()},
    {"planned", treatment<&Treatment::planned>()},
    {"unknownDrug", treatment<&Treatment::unknownDrug>()},
};

const Entry measurementLeaves[] = {
    {"value", measurement<&Measurement::value>()},
    {"date", measurement<&Measurement::date>()},
};

// Variants are reached through their tumour: "tested, none found" is said there.
const Access variantsOfTumour = Get<Tumour>([](Case& c, std::size_t slot) -> Tumour& { return c.tumours[slot]; });
constexpr std::string_view variantsPrefix = "variants.";

struct PartEntry {
  std::string_view name;
  Part part;
  std::span<const Entry> leaves;
};

const PartEntry parts[] = {
    {"tumour", Part::Tumour, tumourLeaves},
    {"specimen", Part::Specimen, specimenLeaves},
    {"treatment", Part::Treatment, treatmentLeaves},
    {"measurement", Part::Measurement, measurementLeaves},
};
const PartEntry personPart = {"", Part::Person, personLeaves};

const PartEntry& partOf(std::string_view name) {
  const auto found =
      std::find_if(std::begin(parts), std::end(parts), [&](const PartEntry& p) { return p.name == name; });
  return found == std::end(parts) ? personPart : *found;
}

template <auto Test>
void markTest(Case& c, std::size_t slot, Origin origin) {
  auto& test = c.specimens[slot].*Test;
  if constexpr (requires { test.origin; }) {
    if (!test.present) test.origin = origin;
  }
  test.present = true;
}

void markRecount(Case& c, std::size_t slot, Origin origin) {
  markTest<&Specimen::ish>(c, slot, origin);
  c.specimens[slot].ish.recount.present = true;
}

void markTreatment(Case& c, std::size_t slot, Origin origin) {
  Treatment& treatment = c.treatments[slot];
  if (treatment.origin.size == 0) treatment.origin = origin;
}

Mark markOf(Part part, std::string_view path) {
  if (part == Part::Treatment) return &markTreatment;
  if (part != Part::Specimen) return nullptr;
  if (path.starts_with("ish.recount.")) return &markRecount;
  if (path.starts_with("ihc.")) return &markTest<&Specimen::ihc>;
  if (path.starts_with("ish.")) return &markTest<&Specimen::ish>;
  if (path.starts_with("ishSingle.")) return &markTest<&Specimen::ishSingle>;
  if (path.starts_with("ngs.")) return &markTest<&Specimen::ngs>;
  if (path.starts_with("reported.")) return &markTest<&Specimen::reported>;
  return nullptr;
}

/// Takes the first segment off: "specimen.2.ihc.score" leaves "2.ihc.score".
std::string_view takeSegment(std::string_view& path) {
  const auto dot = path.find('.');
  const std::string_view head = path.substr(0, dot);
  path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  return head;
}

constexpr std::size_t mostSlots = 99;

/// The slot in front of the rest of a path; the first where none is named. Nothing for a number that is no slot.
std::optional<std::size_t> takeSlot(std::string_view& path) {
  if (path.empty() || path.front() < '0' || path.front() > '9') return 0;
  const std::string_view digits = takeSegment(path);
  std::size_t slot = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), slot);
  if (error != std::errc() || end != digits.data() + digits.size() || slot < 1 || slot > mostSlots) return std::nullopt;
  return slot - 1;
}

std::size_t measurementSlot(std::string_view kind, Shape& shape) {
  auto& all = shape.measurements;
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& m) { return m.kind == kind; });
  if (found != all.end()) return static_cast<std::size_t>(found - all.begin());
  all.push_back({std::string(kind), {}});
  return all.size() - 1;
}

}  // namespace

std::optional<Leaf> findLeaf(std::string_view path, const Vocabulary& vocabulary, Shape& shape) {
  std::string_view rest = path;
  const PartEntry& part = partOf(path.substr(0, path.find('.')));
  if (part.part != Part::Person) takeSegment(rest);
  Leaf leaf;
  leaf.part = part.part;
  std::string_view kind;
  if (part.part == Part::Measurement) {
    kind = takeSegment(rest);
  } else if (part.part != Part::Person) {
    const auto slot = takeSlot(rest);
    if (!slot) return std::nullopt;
    leaf.slot = *slot;
  }
  if (part.part == Part::Tumour && rest.starts_with(variantsPrefix) && rest.size() > variantsPrefix.size()) {
    leaf.access = variantsOfTumour;
    leaf.name = rest.substr(variantsPrefix.size());
  } else {
    const auto found =
        std::find_if(part.leaves.begin(), part.leaves.end(), [&](const Entry& e) { return e.path == rest; });
    if (found == part.leaves.end()) return std::nullopt;
    leaf.access = found->access;
    if (!found->domain.empty()) {
      leaf.domain = vocabulary.findDomain(found->domain);
      if (!leaf.domain) return std::nullopt;
    }
  }
  if (part.part == Part::Measurement) leaf.slot = measurementSlot(kind, shape);
  if (part.part == Part::Tumour) shape.tumours = std::max(shape.tumours, leaf.slot + 1);
  if (part.part == Part::Specimen) shape.specimens = std::max(shape.specimens, leaf.slot + 1);
  if (part.part == Part::Treatment) shape.treatments = std::max(shape.treatments, leaf.slot + 1);
  leaf.mark = markOf(leaf.part, rest);
  leaf.path = part.part == Part::Person        ? std::string(rest)
              : part.part == Part::Measurement ? fmt::format("measurement.{}.{}", kind, rest)
                                               : fmt::format("{}.{}.{}", part.name, leaf.slot + 1, rest);
  return leaf;
}

const std::vector<std::string>& leafPaths() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> paths;
    for (const Entry& leaf : personLeaves) paths.emplace_back(leaf.path);
    for (const PartEntry& part : parts) {
      if (part.part == Part::Measurement) continue;
      for (const Entry& leaf : part.leaves) paths.push_back(std::string(part.name) + "." + std::string(leaf.path));
    }
    return paths;
  }();
  return all;
}

std::string leavesNear(std::string_view path) {
  const PartEntry& part = partOf(path.substr(0, path.find('.')));
  std::string result = part.part == Part::Person        ? "leaves of the person: "
                       : part.part == Part::Measurement ? "leaves of measurement.<kind>: "
                                                        : fmt::format("leaves of {}: ", part.name);
  for (const Entry& entry : part.leaves) result.append(entry.path).append(", ");
  if (part.part == Part::Tumour) return result + "variants.<gene>";
  if (part.part == Part::Person) return result + "or tumour.…, specimen.…, treatment.…, measurement.…";
  result.resize(result.size() - 2);
  return result;
}

}  // namespace her2::intake::table
