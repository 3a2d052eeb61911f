// The leaves of a Case as a mapping file names them: "specimen.2.ihc.score", "tumour.er.percent",
// "measurement.lvef.value". A path is compiled once into a Leaf; reading a row then only follows pointers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "her2/case.h"
#include "her2/vocabulary.h"

namespace her2::intake::table {

enum class Part : std::uint8_t { Person, Tumour, Specimen, Treatment, Measurement };
inline constexpr std::size_t partCount = 5;

/// What a leaf holds; the order is that of Access.
enum class LeafKind : std::uint8_t {
  Number,
  Date,
  Code,
  Codes,
  Truth,
  Flag,
  Text,
  Id,
  Drugs,
  Findings,
  Medications,
  Variants
};

template <class T>
using Get = T& (*)(Case&, std::size_t slot);
using Access = std::variant<Get<NumberLeaf>, Get<DateLeaf>, Get<CodeLeaf>, Get<CodesLeaf>, Get<TruthLeaf>, Get<bool>,
                            Get<TextLeaf>, Get<std::string>, Get<std::vector<DrugId>>, Get<std::vector<Finding>>,
                            Get<std::vector<Medication>>, Get<Tumour>>;

/// Notes on the test or treatment a leaf belongs to that the record has something of it.
using Mark = void (*)(Case&, std::size_t slot, Origin);

struct Leaf {
  std::string path;  ///< with its slot: "specimen.1.ihc.score"
  Part part = Part::Person;
  std::size_t slot = 0;
  Access access;
  std::optional<DomainId> domain;  ///< of Code and Codes
  std::string name;                ///< of Variants, the gene
  Mark mark = nullptr;

  LeafKind kind() const { return static_cast<LeafKind>(access.index()); }
};

/// How many tumours, specimens … the leaves of a mapping reach, and which measurements.
struct Shape {
  struct MeasurementKind {
    std::string kind;
    std::string unit;
  };
  std::size_t tumours = 0;
  std::size_t specimens = 0;
  std::size_t treatments = 0;
  std::vector<MeasurementKind> measurements;
};

/// Compiles a path and widens `shape` to reach it. Nothing if there is no such leaf (or its domain is not in the
/// vocabulary).
std::optional<Leaf> findLeaf(std::string_view path, const Vocabulary& vocabulary, Shape& shape);

/// All paths, without slots: "menopause", "tumour.er.status", "specimen.ihc.score". Those of measurements, which have a
/// kind in between, and of variants are left out.
const std::vector<std::string>& leafPaths();

/// All paths of the part of the case that `path` begins with, for a message.
std::string leavesNear(std::string_view path);

}  // namespace her2::intake::table
