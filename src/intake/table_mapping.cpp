#include "intake/table_mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace her2::intake::table {
namespace {

/// Compiles one [[mapping]] block; a problem found anywhere makes the whole mapping unusable, so values after one need
/// not make sense.
class Compiler {
 public:
  Compiler(const kb::DocumentSet& knowledge, const Vocabulary& vocabulary, const kb::Block& mapping, Problems& problems)
      : knowledge_(knowledge),
        vocabulary_(vocabulary),
        block_(mapping, problems),
        problems_(problems),
        result_(std::make_unique<TableMapping::Columns>()) {
    for (const kb::Block& each : knowledge.blocks("source")) {
      const kb::Node* id = each.node->find("id");
      if (id != nullptr && id->isString()) sources_.insert(id->string());
    }
  }

  std::unique_ptr<TableMapping::Columns> compile() {
    readHead();
    forEach("column", [&](const kb::Node& node) { readColumns(node); });
    std::stable_partition(result_->columns.begin(), result_->columns.end(),
                          [](const Column& c) { return c.relative == Relative::No; });
    forEach("counts", [&](const kb::Node& node) { readCounts(node); });
    readAlways();
    checkSharedWords();
    return std::move(result_);
  }

 private:
  template <class F>
  void forEach(std::string_view key, F&& read) {
    const kb::Node* all = block_.optional(key);
    if (all == nullptr) return;
    if (!all->isArray()) return block_.problem(*all, fmt::format("write [[mapping.{}]]", key));
    for (const kb::Node& each : all->array()) {
      if (each.isTable()) {
        read(each);
      } else {
        block_.problem(each, "must be a table");
      }
    }
  }

  kb::BlockReader at(const kb::Node& node) { return kb::BlockReader({&block_.document(), &node}, problems_); }

  void checkSources(kb::BlockReader& block) {
    for (const std::string& id : block.strings("source")) {
      if (!sources_.contains(id)) block.problemOf("source", fmt::format("no source `{}` in the knowledge", id));
    }
  }

  char character(kb::BlockReader& block, std::string_view key) {
    const std::string text = block.stringOr(key);
    if (text.size() > 1) block.problemOf(key, fmt::format("`{}` must be one character", key));
    return text.size() == 1 ? text.front() : '\0';
  }

  std::optional<Interval> interval(kb::BlockReader& block, std::string_view key) {
    const kb::Node* node = block.optional(key);
    if (node == nullptr) return std::nullopt;
    const auto value = node->isString() ? Interval::parse(node->string()) : std::nullopt;
    if (!value) block.problem(*node, fmt::format("`{}` must be a range such as \"[0..50]\"", key));
    return value;
  }

  double number(kb::BlockReader& block, std::string_view key, double fallback) {
    const kb::Node* node = block.optional(key);
    if (node == nullptr) return fallback;
    if (node->isNumber()) return node->number();
    block.problem(*node, fmt::format("`{}` must be a number", key));
    return fallback;
  }

  /// How often a column stands in the table, numbered from 1; 0: once, without a number.
  int repeats(kb::BlockReader& block) {
    if (block.optional("repeat") == nullptr) return 0;
    const double repeat = number(block, "repeat", 1);
    if (repeat >= 1 && repeat <= 99 && repeat == std::floor(repeat)) return static_cast<int>(repeat);
    block.problemOf("repeat", "`repeat` must be a whole number from 1 to 99");
    return 1;
  }

  std::vector<DateStyle> dateStyles(kb::BlockReader& block) {
    std::vector<DateStyle> styles;
    for (const std::string& name : block.strings("dates")) {
      if (const auto style = dateStyle(name)) {
        styles.push_back(*style);
      } else {
        block.problemOf("dates", fmt::format("no date style `{}`", name),
                        "known: iso, day-first, month-first, compact");
      }
    }
    return styles;
  }

  void readHead();
  void readColumns(const kb::Node& node);
  std::optional<Column> readColumn(kb::BlockReader& block, const ValueContext& context);
  void readLeaves(kb::BlockReader& block, const ValueContext& context, Column& column);
  void readSyntax(kb::BlockReader& block, Column& column);
  void readRelative(kb::BlockReader& block, const ValueContext& context, Column& column);
  void readMeanings(kb::BlockReader& block, const ValueContext& context, Column& column);
  void addOwnCodes(Column& column);
  void mustBeNumber(kb::BlockReader& block, const Leaf& leaf) {
    if (leaf.kind() != LeafKind::Number) block.problem(fmt::format("`{}` is no number", leaf.path));
  }

  void readCounts(const kb::Node& node);
  std::optional<Count> readCount(kb::BlockReader& block, const ValueContext& context);
  void readAlways();
  void checkSharedWords();
  std::optional<Interval> rangeOfFact(std::string path) const;

  const kb::DocumentSet& knowledge_;
  const Vocabulary& vocabulary_;
  kb::BlockReader block_;
  Problems& problems_;
  std::unique_ptr<TableMapping::Columns> result_;
  std::set<std::string> sources_;
  std::set<std::string> used_;  ///< names of the shared words that some column uses
  std::vector<std::string> missing_;
  std::vector<std::string> yes_;
  std::vector<std::string> no_;
  std::vector<DateStyle> dates_;
  bool ownCodes_ = false;
  bool decimalComma_ = false;
  char anyOf_ = 0;
};

void Compiler::readHead() {
  block_.allow({"id",     "title",        "about",     "source",           "delimiter",
                "quote",  "header-lines", "required",  "unmapped-columns", "missing",
                "yes",    "no",           "own-codes", "any-of",           "decimal-comma",
                "dates",  "earliest",     "latest",    "always",           "words",
                "column", "counts"});
  checkSources(block_);
  block_.required("source");
  block_.string("title");
  result_->id = block_.string("id");
  result_->file = block_.document().file;
  for (const std::string& text : block_.strings("delimiter")) {
    if (text.size() != 1)
      block_.problemOf("delimiter", fmt::format("`{}` is no delimiter: one character is needed", text));
    result_->delimiters.push_back(text.empty() ? '\0' : text.front());
  }
  if (result_->delimiters.empty()) result_->delimiters = {','};
  if (block_.optional("quote") != nullptr) result_->quote = character(block_, "quote");
  const double lines = number(block_, "header-lines", 1);
  if (lines < 1 || lines > 100) block_.problemOf("header-lines", "`header-lines` must be 1 or more");
  result_->headerLines = static_cast<std::size_t>(std::clamp(lines, 1.0, 100.0));
  for (const std::string& name : block_.strings("required")) result_->required.push_back(folded(name));
  if (result_->required.empty()) block_.problem("`required` must name the columns by which a table is recognised");
  const std::string unmapped = block_.stringOr("unmapped-columns", "ignore");
  result_->warnUnmapped = unmapped == "warn";
  if (!result_->warnUnmapped && unmapped != "ignore")
    block_.problemOf("unmapped-columns", "`unmapped-columns` must be warn or ignore");
  missing_ = block_.strings("missing");
  yes_ = block_.strings("yes");
  no_ = block_.strings("no");
  ownCodes_ = block_.boolean("own-codes").value_or(false);
  decimalComma_ = block_.boolean("decimal-comma").value_or(false);
  anyOf_ = character(block_, "any-of");
  dates_ = dateStyles(block_);
  if (dates_.empty()) dates_ = {DateStyle::Iso};
  result_->earliest = block_.date("earliest").value_or(*Date::of(1850, 1, 1));
  result_->latest = block_.date("latest").value_or(*Date::of(2150, 12, 31));
  if (result_->latest < result_->earliest) block_.problemOf("latest", "`latest` is before `earliest`");
}

void Compiler::readColumns(const kb::Node& node) {
  kb::BlockReader block = at(node);
  block.allow({"name",  "leaf",      "about",    "source", "note",        "repeat",   "words",
               "use",   "missing",   "prefixes", "units",  "times",       "unit",     "range",
               "dates", "days-from", "age-at",   "list",   "grade-after", "when-set", "unknown"});
  checkSources(block);
  const int repeat = repeats(block);
  for (int i = 1; i <= std::max(repeat, 1); ++i) {
    const ValueContext context{vocabulary_, result_->shape, repeat >= 1 ? std::to_string(i) : std::string()};
    if (auto column = readColumn(block, context)) result_->columns.push_back(*std::move(column));
  }
}

std::optional<Column> Compiler::readColumn(kb::BlockReader& block, const ValueContext& context) {
  Column column;
  for (const std::string& name : block.strings("name")) {
    if (column.names.empty()) column.title = context.expand(name);
    column.names.push_back(folded(context.expand(name)));
  }
  if (column.names.empty()) {
    block.problem("`name` is missing");
    return std::nullopt;
  }
  readLeaves(block, context, column);
  readRelative(block, context, column);
  readSyntax(block, column);
  readMeanings(block, context, column);
  if (const kb::Node* unit = block.optional("unit"); unit != nullptr && !column.leaves.empty()) {
    if (column.leaves.front().part != Part::Measurement) {
      block.problem(*unit, "`unit` belongs to measurements; a leaf has its own unit");
    } else {
      result_->shape.measurements[column.leaves.front().slot].unit = block.string("unit");
    }
  }
  return column;
}

void Compiler::readLeaves(kb::BlockReader& block, const ValueContext& context, Column& column) {
  const kb::Node* node = block.optional("leaf");
  for (const std::string& path : block.strings("leaf")) {
    const auto leaf = context.leaf(block, *node, path);
    if (!leaf) continue;
    if (!column.leaves.empty() && leaf->kind() != column.leaves.front().kind()) {
      block.problem(*node, "all leaves of a column must be of one kind");
    }
    column.leaves.push_back(*leaf);
  }
  if (node == nullptr && block.optional("words") == nullptr) {
    block.problem("a column needs a `leaf` or `words` that set some");
  }
}

void Compiler::readSyntax(kb::BlockReader& block, Column& column) {
  for (const std::string& prefix : block.strings("prefixes")) column.prefixes.push_back(folded(prefix));
  column.number.times = number(block, "times", 1);
  column.number.decimalComma = decimalComma_;
  if (const kb::Node* units = block.optional("units")) {
    if (!units->isTable()) return block.problem(*units, "`units` must be a table such as { mm = 1, cm = 10 }");
    for (const auto& [suffix, times] : units->table()) {
      if (times.isNumber()) {
        column.number.units.push_back({folded(suffix), times.number()});
      } else {
        block.problem(times, "must be the factor by which a number with this unit is multiplied");
      }
    }
    // "mm" before "m": the longest suffix that fits is the one meant.
    std::stable_sort(column.number.units.begin(), column.number.units.end(),
                     [](const auto& a, const auto& b) { return a.suffix.size() > b.suffix.size(); });
  }
  column.range = interval(block, "range");
  if (!column.range && !column.leaves.empty() && column.leaves.front().kind() == LeafKind::Number) {
    column.range = rangeOfFact(column.leaves.front().path);
  }
  column.dates = dateStyles(block);
  if (column.dates.empty()) column.dates = dates_;
  column.list = character(block, "list");
  column.anyOf = anyOf_;
  column.gradeAfter = character(block, "grade-after");
  const std::string whenSet = block.stringOr("when-set", "combine");
  column.whenSet = whenSet == "replace" ? WhenSet::Replace : whenSet == "keep" ? WhenSet::Keep : WhenSet::Combine;
  if (column.whenSet == WhenSet::Combine && whenSet != "combine") {
    block.problemOf("when-set", "`when-set` must be combine, replace or keep");
  }
  const std::string unknown = block.stringOr("unknown", "refuse");
  column.ignoreUnknown = unknown == "ignore";
  if (!column.ignoreUnknown && unknown != "refuse") block.problemOf("unknown", "`unknown` must be refuse or ignore");
}

void Compiler::readRelative(kb::BlockReader& block, const ValueContext& context, Column& column) {
  for (const auto& [key, relative] : {std::pair("days-from", Relative::DaysFrom), {"age-at", Relative::AgeAt}}) {
    const kb::Node* node = block.optional(key);
    if (node == nullptr) continue;
    const auto base = context.leaf(block, *node, block.string(key));
    if (!base) continue;
    if (base->kind() != LeafKind::Date || column.leaves.empty() || column.leaves.front().kind() != LeafKind::Date) {
      block.problem(*node, fmt::format("`{}` goes from a date to a date", key));
    }
    column.relative = relative;
    column.base = *base;
  }
}

void Compiler::readMeanings(kb::BlockReader& block, const ValueContext& context, Column& column) {
  // The words of a relative date are numbers: what is counted.
  Leaf counted;
  counted.access = Get<NumberLeaf>{};
  const Leaf* target = column.relative != Relative::No ? &counted
                       : column.leaves.empty()         ? nullptr
                                                       : &column.leaves.front();
  if (const kb::Node* words = block.optional("words")) {
    readWords(block, *words, target, context, Repeated::Problem, problems_, column.words);
  }
  for (const std::string& name : block.strings("use")) {
    bool found = false;
    forEach("words", [&](const kb::Node& node) {
      kb::BlockReader shared = at(node);
      shared.allow({"name", "words", "source", "note"});
      if (shared.string("name") != name) return;
      found = true;
      used_.insert(name);
      if (const kb::Node* words = shared.required("words")) {
        readWords(shared, *words, target, context, Repeated::Ignored, problems_, column.words);
      }
    });
    if (!found) block.problemOf("use", fmt::format("no [[mapping.words]] of the name `{}`", name));
  }
  for (const std::vector<std::string>& list : {block.strings("missing"), missing_}) {
    for (const std::string& text : list) column.words.add(text, Word{{}, {}, {}, true});
  }
  if (target == nullptr) return;
  if (target->kind() == LeafKind::Truth || target->kind() == LeafKind::Flag) {
    for (const std::string& text : yes_) column.words.add(text, Word{Value(Truth::True), {}, {}, false});
    for (const std::string& text : no_) column.words.add(text, Word{Value(Truth::False), {}, {}, false});
  }
  if (ownCodes_ && target->domain) addOwnCodes(column);
}

void Compiler::addOwnCodes(Column& column) {
  const Domain& domain = vocabulary_.domain(*column.leaves.front().domain);
  const bool isList = column.leaves.front().kind() == LeafKind::Codes;
  for (unsigned i = 0; i < domain.codes().size(); ++i) {
    column.words.add(domain[i].code, Word{Value(isList ? CodeSet::of(i) : domain[i].means), {}, {}, false});
  }
}

std::optional<Interval> Compiler::rangeOfFact(std::string path) const {
  // facts.toml names leaves without their slot.
  const auto dot = path.find('.');
  const auto digits = path.find_first_not_of("0123456789", dot + 1);
  if (dot != std::string::npos && digits != std::string::npos && digits > dot + 1) path.erase(dot, digits - dot);
  for (const kb::Block& fact : knowledge_.blocks("fact")) {
    const kb::Node* at = fact.node->find("path");
    const kb::Node* range = fact.node->find("range");
    if (at != nullptr && range != nullptr && at->isString() && range->isString() && at->string() == path) {
      return Interval::parse(range->string());
    }
  }
  return std::nullopt;
}

void Compiler::readCounts(const kb::Node& node) {
  kb::BlockReader block = at(node);
  block.allow({"counts", "cells", "ratio", "absolute", "relative", "repeat", "about", "source", "note"});
  checkSources(block);
  const int repeat = repeats(block);
  for (int i = 1; i <= std::max(repeat, 1); ++i) {
    const ValueContext context{vocabulary_, result_->shape, repeat >= 1 ? std::to_string(i) : std::string()};
    CountGroup group;
    const auto cells = context.leaf(block, node, block.string("cells"));
    if (cells) group.cells = *cells;
    if (const kb::Node* ratio = block.optional("ratio")) {
      group.ratio = context.leaf(block, *ratio, block.string("ratio"));
    }
    mustBeNumber(block, group.cells);
    if (group.ratio) mustBeNumber(block, *group.ratio);
    group.absolute = number(block, "absolute", 0);
    group.relative = number(block, "relative", 0);
    const kb::Node* counts = block.required("counts");
    if (counts == nullptr || !counts->isArray()) return block.problem("`counts` must be an array");
    for (const kb::Node& each : counts->array()) {
      if (!each.isTable()) {
        return block.problem(each, "must be { mean = …, total = …, over = …, plausible = …, from-total = … }");
      }
      kb::BlockReader entry = at(each);
      if (auto count = readCount(entry, context)) group.counts.push_back(*std::move(count));
    }
    if (group.counts.empty() || group.counts.size() > 2)
      block.problemOf("counts", "`counts` must hold one or two numbers");
    result_->counts.push_back(std::move(group));
  }
}

std::optional<Count> Compiler::readCount(kb::BlockReader& block, const ValueContext& context) {
  block.allow({"mean", "total", "over", "plausible", "from-total"});
  const auto mean = context.leaf(block, block.node(), block.string("mean"));
  const auto total = context.leaf(block, block.node(), block.string("total"));
  const auto over = context.leaf(block, block.node(), block.string("over"));
  const auto plausible = interval(block, "plausible");
  const auto fromTotal = interval(block, "from-total");
  if (!mean || !total || !over) return std::nullopt;
  if (!plausible || !fromTotal) {
    block.problem("`plausible` and `from-total` are needed");
    return std::nullopt;
  }
  for (const auto* leaf : {&*mean, &*total, &*over}) mustBeNumber(block, *leaf);
  const auto filled = std::find_if(result_->columns.begin(), result_->columns.end(), [&](const Column& column) {
    return std::any_of(column.leaves.begin(), column.leaves.end(),
                       [&](const Leaf& leaf) { return leaf.path == mean->path; });
  });
  if (filled == result_->columns.end()) {
    block.problem(fmt::format("no column fills `{}`", mean->path));
    return std::nullopt;
  }
  return Count{*mean,      *total,     *over,
               *plausible, *fromTotal, static_cast<std::size_t>(filled - result_->columns.begin())};
}

void Compiler::readAlways() {
  const kb::Node* always = block_.optional("always");
  if (always == nullptr) return;
  if (!always->isTable()) return block_.problem(*always, "`always` must be a table of leaves and values");
  const ValueContext context{vocabulary_, result_->shape, {}};
  for (const auto& [path, node] : always->table()) {
    const auto leaf = context.leaf(block_, node, path);
    if (!leaf) continue;
    if (leaf->part == Part::Specimen && leaf->mark != nullptr) {
      block_.problem(node, "what always holds cannot belong to a test: the record may have none");
    }
    if (auto value = context.value(block_, node, *leaf)) result_->always.push_back({*leaf, *std::move(value)});
  }
}

/// Words that no column uses are read by nobody, and a misspelt name hides in them.
void Compiler::checkSharedWords() {
  forEach("words", [&](const kb::Node& node) {
    kb::BlockReader shared = at(node);
    const std::string name = shared.string("name");
    checkSources(shared);
    if (!name.empty() && !used_.contains(name))
      shared.problemOf("name", fmt::format("no column uses the words `{}`", name));
  });
}

}  // namespace

std::unique_ptr<TableMapping::Columns> compileMapping(const kb::DocumentSet& knowledge, const Vocabulary& vocabulary,
                                                      const kb::Block& block, Problems& problems) {
  Problems found;
  auto result = Compiler(knowledge, vocabulary, block, found).compile();
  // Words that several columns use are compiled for each; what is wrong with them is said once.
  for (Problem& problem : found) {
    if (std::find(problems.begin(), problems.end(), problem) == problems.end()) problems.push_back(std::move(problem));
  }
  return result;
}

}  // namespace her2::intake::table
