#include "facts/variant.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "kb/block_reader.h"

namespace her2::facts {
namespace {

constexpr std::array<std::string_view, 13> kindNames = {
    "missense", "synonymous",    "nonsense",       "frameshift", "deletion",  "insertion", "duplication",
    "delins",   "delins-longer", "delins-shorter", "start-loss", "extension", "splice"};

unsigned kindOf(const ProteinChange& change) {
  const auto named = [](std::string_view name) {
    return static_cast<unsigned>(std::find(kindNames.begin(), kindNames.end(), name) - kindNames.begin());
  };
  const std::size_t removed = change.last - change.first + 1;
  switch (change.kind) {
    case ChangeKind::Missense:
      return named("missense");
    case ChangeKind::Synonymous:
      return named("synonymous");
    case ChangeKind::Nonsense:
      return named("nonsense");
    case ChangeKind::Frameshift:
      return named("frameshift");
    case ChangeKind::Deletion:
      return named("deletion");
    case ChangeKind::Insertion:
      return named("insertion");
    case ChangeKind::Duplication:
      return named("duplication");
    case ChangeKind::StartLoss:
      return named("start-loss");
    case ChangeKind::Extension:
      return named("extension");
    case ChangeKind::Splice:
      return named("splice");
    case ChangeKind::Delins:
      break;
  }
  return named(change.inserted.size() > removed   ? "delins-longer"
               : change.inserted.size() < removed ? "delins-shorter"
                                                  : "delins");
}

/// In lower case, single blanks.
std::string folded(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == ' ' && (result.empty() || result.back() == ' ')) continue;
    result.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  if (result.ends_with(' ')) result.pop_back();
  return result;
}

/// "NM_004448.3" -> "NM_004448".
std::string_view withoutVersion(std::string_view transcript) { return transcript.substr(0, transcript.find('.')); }

void shiftBy(ProteinChange& change, int shift) {
  change.first = static_cast<unsigned>(std::max(0, static_cast<int>(change.first) + shift));
  change.last = static_cast<unsigned>(std::max(0, static_cast<int>(change.last) + shift));
}

}  // namespace

/// Reads the blocks of one gene.
class VariantCatalogue::Loader {
 public:
  Loader(const kb::Knowledge& knowledge, Problems& problems) : knowledge_(knowledge), problems_(problems) {}

  std::shared_ptr<const VariantCatalogue> gene(const kb::Block& at) {
    kb::BlockReader block(at, problems_);
    block.allow({"gene", "aliases", "about", "source", "sequence", "numbering", "classes", "none", "marks",
                 "unclassified", "other-types"});
    c_->names_ = {block.string("gene")};
    for (std::string& name : block.strings("aliases")) c_->names_.push_back(std::move(name));
    c_->sequence_ = block.string("sequence");
    std::erase_if(c_->sequence_, [](char c) { return c == ' ' || c == '\n'; });
    classes_ = domain(block, "classes");
    marks_ = domain(block, "marks");
    if (classes_ == nullptr || marks_ == nullptr) return nullptr;
    c_->none_ = codes(block, "none", *classes_);
    c_->unclassified_ = codes(block, "unclassified", *marks_);
    c_->anyClass_ = classes_->all() - c_->none_;
    c_->anyMark_ = marks_->all();
    numberings(block);
    otherTypes(block);
    for (const kb::Block& each : knowledge_.documents.blocks("variant")) variant(each);
    for (const kb::Block& each : knowledge_.documents.blocks("variant-rule")) rule(each);
    return c_;
  }

 private:
  const Domain* domain(kb::BlockReader& block, std::string_view key) {
    const std::string name = block.string(key);
    const auto id = knowledge_.vocabulary.findDomain(name);
    if (!id) block.problem(fmt::format("`{}` names `{}`, which is no list of codes", key, name));
    return id ? &knowledge_.vocabulary.domain(*id) : nullptr;
  }

  CodeSet codes(kb::BlockReader& block, std::string_view key, const Domain& domain) {
    CodeSet result;
    for (const std::string& name : block.strings(key)) {
      if (const auto code = domain.find(name)) {
        result |= CodeSet::of(*code);
      } else {
        block.problem(*block.optional(key), fmt::format("`{}` is no code of {}", name, domain.name()));
      }
    }
    return result;
  }

  void checkSource(kb::BlockReader& block) {
    if (block.required("source") == nullptr) return;
    for (const std::string& id : block.strings("source")) {
      if (knowledge_.findSource(id) == nullptr) block.problemOf("source", fmt::format("unknown source `{}`", id));
    }
  }

  void numberings(kb::BlockReader& block) {
    const kb::Node* list = block.required("numbering");
    if (list == nullptr || !list->isArray()) return;
    for (const kb::Node& each : list->array()) {
      kb::BlockReader part({&block.document(), &each}, problems_);
      part.allow({"transcripts", "shift", "note"});
      const kb::Node* shift = part.required("shift");
      const bool number = shift != nullptr && shift->isNumber();
      if (!number) continue;
      c_->numberings_.push_back({part.strings("transcripts"), static_cast<int>(shift->number())});
    }
    if (c_->numberings_.empty() || c_->numberings_.front().shift != 0)
      block.problem(*list, "the first numbering must be that of the sequence, with a shift of 0");
  }

  void otherTypes(kb::BlockReader& block) {
    const kb::Node* types = block.optional("other-types");
    if (types == nullptr || !types->isTable()) return;
    kb::BlockReader part({&block.document(), types}, problems_);
    for (const auto& [type, mark] : types->table()) c_->others_[type] = codes(part, type, *marks_);
  }

  void variant(const kb::Block& at) {
    kb::BlockReader block(at, problems_);
    block.allow({"gene", "protein", "text", "class", "marks", "source", "note"});
    if (!c_->isGene(block.string("gene"))) return;
    checkSource(block);
    const Entry entry{codes(block, "class", *classes_), codes(block, "marks", *marks_)};
    block.required("class");
    const auto add = [&](auto& entries, std::string key) {
      if (!entries.emplace(std::move(key), entry).second) block.problem("the variant is listed twice");
    };
    for (const std::string& phrase : block.strings("text")) add(c_->phrases_, folded(phrase));
    for (const std::string& protein : block.strings("protein")) {
      if (const auto spelling = spelt(block, protein)) add(c_->entries_, *spelling);
    }
  }

  /// Nothing, and a problem, where it is no change of the protein or written otherwise than it is looked up.
  std::optional<std::string> spelt(kb::BlockReader& block, const std::string& protein) {
    const auto change = readProteinChange(protein);
    if (!change || !agrees(*change, c_->sequence_)) {
      block.problemOf("protein", fmt::format("`{}` is no change of this protein", protein),
                      "HGVS, with the residues of the sequence");
      return std::nullopt;
    }
    std::string one = spelling(normalised(*change, c_->sequence_), c_->sequence_);
    if (one == protein || change->kind == ChangeKind::Splice) return one;
    block.problemOf("protein", fmt::format("`{}` is spelt `{}` by the 3' rule", protein, one));
    return std::nullopt;
  }

  void rule(const kb::Block& at) {
    kb::BlockReader block(at, problems_);
    block.allow({"gene", "change", "from", "to", "if", "class", "marks", "source", "note"});
    if (!c_->isGene(block.string("gene"))) return;
    checkSource(block);
    Rule rule;
    for (const std::string& name : block.strings("change")) {
      const auto found = std::find(kindNames.begin(), kindNames.end(), name);
      if (found == kindNames.end())
        block.problemOf("change", fmt::format("`{}` is no kind of change", name),
                        fmt::format("known: {}", fmt::join(kindNames, ", ")));
      else
        rule.kinds |= CodeSet::of(static_cast<unsigned>(found - kindNames.begin()));
    }
    rule.from = residue(block, "from", 1);
    rule.to = residue(block, "to", static_cast<unsigned>(c_->sequence_.size()));
    rule.ifClass = codes(block, "if", *classes_);
    rule.classes = codes(block, "class", *classes_);
    rule.marks = codes(block, "marks", *marks_);
    c_->rules_.push_back(rule);
  }

  unsigned residue(kb::BlockReader& block, std::string_view key, unsigned otherwise) {
    const kb::Node* node = block.optional(key);
    if (node == nullptr) return otherwise;
    if (node->isNumber() && node->number() >= 1 && node->number() <= static_cast<double>(c_->sequence_.size()))
      return static_cast<unsigned>(node->number());
    block.problem(*node, fmt::format("`{}` must be a residue of the sequence", key));
    return otherwise;
  }

  const kb::Knowledge& knowledge_;
  Problems& problems_;
  std::shared_ptr<VariantCatalogue> c_ = std::make_shared<VariantCatalogue>();
  const Domain* classes_ = nullptr;
  const Domain* marks_ = nullptr;
};

Result<std::vector<std::shared_ptr<const VariantCatalogue>>> VariantCatalogue::load(const kb::Knowledge& knowledge) {
  Problems problems;
  std::vector<std::shared_ptr<const VariantCatalogue>> result;
  for (const kb::Block& each : knowledge.documents.blocks("protein")) {
    if (auto gene = Loader(knowledge, problems).gene(each)) result.push_back(std::move(gene));
  }
  for (const char* kind : {"variant", "variant-rule"}) {
    for (const kb::Block& each : knowledge.documents.blocks(kind)) {
      kb::BlockReader block(each, problems);
      const std::string gene = block.string("gene");
      if (std::none_of(result.begin(), result.end(), [&](const auto& c) { return c->isGene(gene); }) &&
          problems.empty())
        block.problem(fmt::format("there is no [[protein]] of the gene `{}`", gene));
    }
  }
  if (!problems.empty()) return problems;
  return result;
}

bool VariantCatalogue::isGene(std::string_view name) const {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

CodeSet VariantCatalogue::together(const std::vector<CodeSet>& classes) {
  CodeSet all;
  unsigned last = CodeSet::capacity;  // no change leaves room behind its own last class
  for (const CodeSet each : classes) {
    if (each.empty()) continue;
    all |= each;
    last = std::min(last, CodeSet::capacity - 1 - static_cast<unsigned>(std::countl_zero(each.bits())));
  }
  return last == CodeSet::capacity ? all : all & CodeSet::first(last + 1);
}

VariantReading VariantCatalogue::read(const Variant& variant) const {
  VariantReading reading;
  if (const auto other = others_.find(variant.type.value); other != others_.end()) {
    reading.marks = reading.maybe = other->second;
    return reading;
  }
  reading.change = true;
  std::string_view text = variant.protein.value;
  std::string_view transcript = variant.transcript.value;
  if (const auto colon = text.rfind(':'); colon != std::string_view::npos) {
    if (transcript.empty() && !isGene(text.substr(0, colon))) transcript = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  auto change = readProteinChange(text);
  if (!change) {
    const auto phrase = phrases_.find(folded(text.starts_with("p.") ? text.substr(2) : text));
    if (phrase == phrases_.end()) {
      leaveOpen(VariantDoubt::Unreadable, reading);
      return reading;
    }
    reading.classes = phrase->second.classes;
    reading.marks = reading.maybe = phrase->second.marks;
    reading.spelling = phrase->first;
    return reading;
  }
  if (place(*change, transcript, reading)) classify(normalised(*change, sequence_), reading);
  return reading;
}

// By the numbering of the transcript that is named; where none is, by that of the sequence.
bool VariantCatalogue::place(ProteinChange& change, std::string_view transcript, VariantReading& reading) const {
  if (transcript.empty()) return agrees(change, sequence_) || renumber(change, reading);
  for (const Numbering& numbering : numberings_) {
    const auto& names = numbering.transcripts;
    if (std::find(names.begin(), names.end(), withoutVersion(transcript)) == names.end()) continue;
    shiftBy(change, numbering.shift);
    if (agrees(change, sequence_)) return true;
    leaveOpen(VariantDoubt::ReferenceDiffers, reading);
    return false;
  }
  leaveOpen(VariantDoubt::TranscriptUnknown, reading);
  return false;
}

// D739H names no residue of the sequence. If one other numbering makes it a listed variant, that is the one meant.
bool VariantCatalogue::renumber(ProteinChange& change, VariantReading& reading) const {
  std::vector<ProteinChange> found;
  for (const Numbering& numbering : numberings_) {
    ProteinChange shifted = change;
    shiftBy(shifted, numbering.shift);
    if (agrees(shifted, sequence_) && entries_.contains(spelling(normalised(shifted, sequence_), sequence_)))
      found.push_back(shifted);
  }
  if (found.size() != 1) {
    leaveOpen(VariantDoubt::ReferenceDiffers, reading);
    return false;
  }
  change = found.front();
  reading.doubt = VariantDoubt::Renumbered;
  return true;
}

void VariantCatalogue::leaveOpen(VariantDoubt doubt, VariantReading& reading) const {
  reading.doubt = doubt;
  reading.classes = anyClass_;
  reading.marks = unclassified_;
  reading.maybe = anyMark_;
}

void VariantCatalogue::classify(const ProteinChange& change, VariantReading& reading) const {
  reading.spelling = spelling(change, sequence_);
  const unsigned kind = kindOf(change);
  const auto matches = [&](const Rule& rule) {
    return (rule.kinds.empty() || rule.kinds.contains(kind)) && rule.from <= change.first && change.last <= rule.to;
  };
  if (const auto entry = entries_.find(reading.spelling); entry != entries_.end()) {
    reading.classes = entry->second.classes;
    reading.marks = entry->second.marks;
  }
  for (const Rule& rule : rules_) {
    if (reading.classes.empty() && matches(rule)) reading.classes = rule.classes;
  }
  if (reading.classes.empty()) reading.classes = anyClass_;
  if (!reading.classes.isSingle()) reading.marks |= unclassified_;
  reading.maybe = reading.marks;
  for (const Rule& rule : rules_) {
    if (!matches(rule)) continue;
    const bool certain = rule.ifClass.empty() || rule.ifClass.contains(reading.classes);
    if (certain) reading.marks |= rule.marks;
    if (certain || rule.ifClass.intersects(reading.classes)) reading.maybe |= rule.marks;
  }
}

}  // namespace her2::facts
