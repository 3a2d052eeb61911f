#include "synth/model.h"

#include <fmt/format.h>

#include <algorithm>

#include "kb/block_reader.h"

namespace her2::synth {
namespace {

using kb::BlockReader;
using kb::Node;

double numberOr(BlockReader& block, std::string_view key, double fallback) {
  const Node* node = block.optional(key);
  if (node == nullptr) return fallback;
  if (!node->isNumber()) {
    block.problem(*node, fmt::format("`{}` must be a number", key));
    return fallback;
  }
  return node->number();
}

Bounds bounds(BlockReader& block, std::string_view key) {
  const Node* node = block.optional(key);
  if (node == nullptr) return {};
  const bool two =
      node->isArray() && node->array().size() == 2 && node->array()[0].isNumber() && node->array()[1].isNumber();
  if (!two || node->array()[1].number() < node->array()[0].number()) {
    block.problem(*node, fmt::format("`{}` must be [least, most]", key));
    return {};
  }
  return {node->array()[0].number(), node->array()[1].number()};
}

/// { name = number, … }
std::vector<std::pair<std::string, double>> numbers(BlockReader& block, std::string_view key) {
  std::vector<std::pair<std::string, double>> result;
  const Node* node = block.optional(key);
  if (node == nullptr) return result;
  if (!node->isTable()) {
    block.problem(*node, fmt::format("`{}` must be a table of numbers", key));
    return result;
  }
  for (const auto& [name, value] : node->table()) {
    if (value.isNumber() && value.number() >= 0) {
      result.emplace_back(name, value.number());
    } else {
      block.problem(value, fmt::format("`{}` must be a number that is not negative", name));
    }
  }
  return result;
}

Choice choice(BlockReader& block, std::string_view key) {
  Choice result{numbers(block, key), 0};
  for (const auto& [name, weight] : result.weights) result.sum += weight;
  return result;
}

Choice neededChoice(BlockReader& block, std::string_view key) {
  Choice result = choice(block, key);
  if (result.sum <= 0) block.problem(fmt::format("`{}` needs a name with a weight above 0", key));
  return result;
}

/// Calls read(reader) for each table of the array `key`.
template <class F>
void forEach(BlockReader& block, std::string_view key, Problems& problems, F&& read) {
  const Node* node = block.optional(key);
  if (node == nullptr) return;
  if (!node->isArray()) return block.problem(*node, fmt::format("`{}` must be a list of tables", key));
  for (const Node& each : node->array()) {
    if (!each.isTable()) {
      block.problem(each, fmt::format("`{}` must be a list of tables", key));
      continue;
    }
    BlockReader inner({&block.document(), &each}, problems);
    read(inner);
  }
}

class Reader {
 public:
  Reader(const kb::DocumentSet& knowledge, Problems& problems) : knowledge_(knowledge), problems_(problems) {}

  std::shared_ptr<const Model> read() {
    const auto heads = knowledge_.blocks("synthetic");
    if (heads.size() != 1) {
      problems_.push_back({Severity::Error, "knowledge", "synthetic",
                           fmt::format("{} [synthetic] blocks, one is needed", heads.size()), ""});
      return nullptr;
    }
    readHead(BlockReader(heads.front(), problems_));
    for (const kb::Block& each : knowledge_.blocks("synthetic-tumour")) readTumour(BlockReader(each, problems_));
    for (const kb::Block& each : knowledge_.blocks("synthetic-history")) readHistory(BlockReader(each, problems_));
    readCodes();
    if (model_->tumours.empty())
      problems_.push_back({Severity::Error, "knowledge", "synthetic", "no [[synthetic-tumour]] block", ""});
    return model_;
  }

 private:
  void readHead(BlockReader block) {
    block.allow({"source", "years", "groups", "mess", "note"});
    model_->years = numberOr(block, "years", 5);
    forEach(block, "groups", problems_, [&](BlockReader& each) {
      each.allow({"group", "ratio", "copies"});
      model_->groups.push_back({each.string("group"), bounds(each, "ratio"), bounds(each, "copies")});
    });
    forEach(block, "mess", problems_, [&](BlockReader& each) {
      each.allow({"what", "percent"});
      model_->mess.emplace_back(each.string("what"), numberOr(each, "percent", 0));
    });
  }

  void readTumour(BlockReader block) {
    block.allow({"kind",        "diagnosis",  "assay",    "share", "female",   "age",      "histology",
                 "setting",     "scoring",    "specimen", "ihc",   "stained",  "ish-done", "ish-group",
                 "er-positive", "metastases", "antibody", "ras",   "variants", "note"});
    TumourModel& t = model_->tumours.emplace_back();
    t.kind = block.string("kind");
    readDiagnosis(block, t);
    t.assay = block.stringOr("assay");
    t.share = numberOr(block, "share", 0);
    t.femalePercent = numberOr(block, "female", 50);
    readAge(block, t);
    t.histology = neededChoice(block, "histology");
    t.setting = neededChoice(block, "setting");
    t.specimen = neededChoice(block, "specimen");
    t.ihc = neededChoice(block, "ihc");
    t.antibody = neededChoice(block, "antibody");
    t.ras = choice(block, "ras");
    t.variants = choice(block, "variants");
    t.scoring = block.string("scoring");
    t.stainedPercent = numberOr(block, "stained", 0);
    t.ishDone = numbers(block, "ish-done");
    forEach(block, "ish-group", problems_, [&](BlockReader& each) {
      each.allow({"score", "groups"});
      t.ishGroup.emplace_back(each.string("score"), neededChoice(each, "groups"));
      for (const auto& [name, weight] : t.ishGroup.back().second.weights) checkGroup(each, name);
    });
    t.erPositivePercent = numberOr(block, "er-positive", 0);
    t.metastases = numbers(block, "metastases");
  }

  /// The first code of a system that a block names: `codes.loinc = ["85319-2", …]`.
  static std::string firstCode(const Node& block, std::string_view system) {
    const Node* codes = block.find("codes");
    const Node* list = codes != nullptr && codes->isTable() ? codes->find(system) : nullptr;
    return list != nullptr && list->isArray() && !list->array().empty() && list->array()[0].isString()
               ? list->array()[0].string()
               : std::string();
  }

  std::string uriOf(std::string_view system) {
    for (const kb::Block& each : knowledge_.blocks("code-system")) {
      BlockReader block(each, problems_);
      if (block.string("id") != system) continue;
      const auto uris = block.strings("uris");
      return uris.empty() ? std::string() : uris.front();
    }
    return {};
  }

  /// Observations are written under the code that the terminology names first, drugs under their RxNorm code.
  void readCodes() {
    const std::string loinc = uriOf("loinc");
    const std::string rxnorm = uriOf("rxnorm");
    for (const kb::Block& each : knowledge_.blocks("observation")) {
      BlockReader block(each, problems_);
      const std::string code = firstCode(*each.node, "loinc");
      if (!code.empty()) model_->roles.push_back({block.string("role"), {loinc, code, block.string("title")}});
    }
    for (const std::string_view kind : {"ingredient", "drug"}) {
      for (const kb::Block& each : knowledge_.blocks(kind)) {
        BlockReader block(each, problems_);
        model_->ingredients.push_back(
            {block.string("id"), {rxnorm, firstCode(*each.node, "rxnorm"), block.string("title")}});
      }
    }
  }

  void checkGroup(BlockReader& block, const std::string& name) {
    const bool known =
        std::any_of(model_->groups.begin(), model_->groups.end(), [&](const IshGroup& g) { return g.group == name; });
    if (!known) block.problem(fmt::format("no group `{}` in [synthetic] groups", name));
  }

  void readDiagnosis(BlockReader& block, TumourModel& t) {
    const Node* node = block.required("diagnosis");
    if (node == nullptr || !node->isTable()) return;
    BlockReader diagnosis({&block.document(), node}, problems_);
    diagnosis.allow({"system", "code", "text"});
    t.diagnosis = {uriOf(diagnosis.string("system")), diagnosis.string("code"), diagnosis.string("text")};
  }

  void readAge(BlockReader& block, TumourModel& t) {
    const Node* node = block.required("age");
    if (node == nullptr || !node->isTable()) return;
    BlockReader age({&block.document(), node}, problems_);
    age.allow({"mean", "deviation", "from", "to"});
    t.ageMean = numberOr(age, "mean", t.ageMean);
    t.ageDeviation = numberOr(age, "deviation", t.ageDeviation);
    t.ageLeast = numberOr(age, "from", t.ageLeast);
    t.ageMost = numberOr(age, "to", t.ageMost);
  }

  void readHistory(BlockReader block) {
    block.allow({"tumours", "setting", "her2", "weight", "steps", "note"});
    History& history = model_->histories.emplace_back();
    history.tumours = block.strings("tumours");
    history.setting = block.string("setting");
    history.her2 = block.string("her2");
    history.weight = numberOr(block, "weight", 1);
    forEach(block, "steps", problems_, [&](BlockReader& each) {
      each.allow({"drugs", "procedure", "intent", "line", "begin", "months", "end", "residual"});
      history.steps.push_back({each.strings("drugs"), each.stringOr("procedure"), each.stringOr("intent"),
                               static_cast<int>(numberOr(each, "line", 0)), bounds(each, "begin"),
                               bounds(each, "months"), each.stringOr("end"), numberOr(each, "residual", -1)});
    });
  }

  const kb::DocumentSet& knowledge_;
  Problems& problems_;
  std::shared_ptr<Model> model_ = std::make_shared<Model>();
};

}  // namespace

const std::string& Choice::draw(Random& random) const {
  double at = random.unit() * sum;
  for (const auto& [name, weight] : weights) {
    if (at < weight) return name;
    at -= weight;
  }
  return weights.back().first;
}

Result<std::shared_ptr<const Model>> Model::read(const kb::DocumentSet& knowledge) {
  Problems problems;
  auto model = Reader(knowledge, problems).read();
  if (!problems.empty()) return problems;
  return model;
}

const TumourModel* Model::tumour(std::string_view kind) const {
  const auto found =
      std::find_if(tumours.begin(), tumours.end(), [&](const TumourModel& each) { return each.kind == kind; });
  return found == tumours.end() ? nullptr : &*found;
}

double Model::messPercent(std::string_view what) const {
  const auto found = std::find_if(mess.begin(), mess.end(), [&](const auto& each) { return each.first == what; });
  return found == mess.end() ? 0 : found->second;
}

}  // namespace her2::synth
