// Loader, the versions of PREDICT Breast.
#include <fmt/format.h>

#include <algorithm>

#include "kb/loader.h"

namespace her2::kb {
namespace {

/// Reads one `[[predict]]` block. Citations are checked by the loader.
class PredictReader {
 public:
  PredictReader(BlockReader& block, const Knowledge& knowledge, Problems& problems)
      : block_(block), knowledge_(knowledge), problems_(problems) {}

  PredictModel read() {
    block_.allow({"id", "title", "version", "source", "note", "tumours", "horizons", "refuse-if-possible", "inputs",
                  "breast", "other", "treatment", "plan", "caveat"});
    model_.id = block_.string("id");
    model_.title = block_.string("title");
    model_.version = block_.string("version");
    model_.refuseIfPossible = block_.strings("refuse-if-possible");
    tumours();
    horizons();
    each(block_, "inputs", true, [&](BlockReader& entry) { input(entry); });
    each(block_, "breast", true, [&](BlockReader& entry) {
      entry.allow({"when", "baseline", "index"});
      model_.breast.push_back(hazard(entry));
    });
    if (const Node* node = block_.required("other"); node != nullptr && node->isTable()) {
      BlockReader entry({&block_.document(), node}, problems_);
      entry.allow({"baseline", "index"});
      model_.other = hazard(entry);
    }
    each(block_, "treatment", true, [&](BlockReader& entry) { treatment(entry); });
    each(block_, "plan", true, [&](BlockReader& entry) { plan(entry); });
    each(block_, "caveat", false, [&](BlockReader& entry) { caveat(entry); });
    for (const PredictHazard& hazard : model_.breast) steady(hazard);
    onlyIndexOfBreast(model_.other.index);
    for (const PredictTreatment& treatment : model_.treatments) onlyIndexOfBreast(treatment.otherAdds);
    return std::move(model_);
  }

 private:
  template <class F>
  void each(BlockReader& block, std::string_view key, bool needed, F&& read) {
    const Node* list = needed ? block.required(key) : block.optional(key);
    if (list == nullptr) return;
    if (!list->isArray() || (needed && list->array().empty())) {
      block.problem(*list, fmt::format("`{}` must be a list that is not empty", key));
      return;
    }
    for (const Node& node : list->array()) {
      if (!node.isTable()) {
        block.problem(node, fmt::format("an entry of `{}` is {{ … }}", key));
        continue;
      }
      BlockReader entry({&block.document(), &node}, problems_);
      read(entry);
    }
  }

  std::optional<double> number(BlockReader& block, std::string_view key) {
    const Node* node = block.optional(key);
    if (node == nullptr) return std::nullopt;
    if (node->isNumber()) return node->number();
    block.problem(*node, fmt::format("`{}` must be a number", key));
    return std::nullopt;
  }

  std::optional<Interval> interval(BlockReader& block, std::string_view key) {
    const std::string text = block.string(key);
    const auto result = Interval::parse(text);
    if (!result && !text.empty())
      block.problem(*block.optional(key), fmt::format("`{}` is not an interval such as [0..100]", text));
    return result;
  }

  void tumours() {
    const auto domain = knowledge_.vocabulary.findDomain("tumour-kind");
    for (const std::string& kind : block_.strings("tumours")) {
      const auto code = domain ? knowledge_.vocabulary.domain(*domain).find(kind) : std::nullopt;
      if (!code) block_.problem(*block_.optional("tumours"), fmt::format("\"{}\" is not a code of tumour-kind", kind));
      model_.tumours |= CodeSet::of(code.value_or(0));
    }
    if (model_.tumours.empty()) block_.problem("`tumours` names no kind of tumour");
  }

  void horizons() {
    const Node* node = block_.required("horizons");
    if (node == nullptr) return;
    const bool good = node->isArray() && !node->array().empty() &&
                      std::all_of(node->array().begin(), node->array().end(), [](const Node& each) {
                        return each.isNumber() && each.number() >= 1 && each.number() <= predictYears;
                      });
    if (!good) {
      block_.problem(*node, fmt::format("`horizons` is a list of years from 1 to {}", predictYears));
      return;
    }
    for (const Node& each : node->array()) model_.horizons.push_back(static_cast<unsigned>(each.number()));
  }

  // --- inputs

  void input(BlockReader& entry) {
    entry.allow({"input", "fact", "fixed", "range", "whole", "required", "unknown", "codes", "cuts"});
    PredictInput input;
    input.name = entry.string("input");
    input.place = entry.node().place;
    input.fixed = number(entry, "fixed");
    input.unknown = number(entry, "unknown");
    input.whole = entry.boolean("whole").value_or(false);
    input.required = entry.boolean("required").value_or(false);
    if (find(input.name)) entry.problem(fmt::format("input `{}` appears twice", input.name));
    if (!input.fixed) inputFact(entry, input);
    model_.inputs.push_back(std::move(input));
  }

  void inputFact(BlockReader& entry, PredictInput& input) {
    const std::string name = entry.string("fact");
    const auto fact = knowledge_.facts.find(name);
    if (!fact) {
      if (!name.empty()) entry.problem(*entry.optional("fact"), fmt::format("unknown fact `{}`", name));
      return;
    }
    input.fact = *fact;
    const feel::Fact& described = knowledge_.facts[*fact];
    if (described.scope != feel::Scope::Patient)
      entry.problem(*entry.optional("fact"), fmt::format("`{}` is a fact of one specimen", name));
    if (described.kind == feel::Kind::Code) {
      codes(entry, knowledge_.vocabulary.domain(described.domain), input);
    } else if (described.kind != feel::Kind::Number) {
      entry.problem(*entry.optional("fact"), fmt::format("`{}` is neither a number nor a code", name));
    } else if (entry.optional("cuts") != nullptr) {
      each(entry, "cuts", true, [&](BlockReader& cut) {
        cut.allow({"in", "is"});
        cut.required("is");
        input.cuts.push_back({interval(cut, "in").value_or(Interval()), number(cut, "is").value_or(0)});
      });
    } else {
      input.range = interval(entry, "range").value_or(Interval());
    }
  }

  void codes(BlockReader& entry, const Domain& domain, PredictInput& input) {
    const Node* node = entry.required("codes");
    if (node == nullptr || !node->isTable()) return;
    for (const auto& [name, value] : node->table()) {
      const auto code = domain.find(name);
      PredictCode result{code.value_or(0), {}};
      if (!code) entry.problem(value, fmt::format("\"{}\" is not a code of {}", name, domain.name()));
      if (value.isNumber()) result.values.push_back(value.number());
      if (value.isArray()) {
        for (const Node& one : value.array()) {
          if (one.isNumber()) result.values.push_back(one.number());
        }
      }
      if (result.values.empty()) entry.problem(value, "a code stands for a number, or a list of numbers");
      input.codes.push_back(std::move(result));
    }
    for (unsigned code = 0; code < domain.codes().size(); ++code) {
      const bool read =
          std::any_of(input.codes.begin(), input.codes.end(), [&](const auto& c) { return c.code == code; });
      if (!read && domain.all().contains(code))
        entry.problem(*node, fmt::format("the code \"{}\" of {} is not read", domain[code].code, domain.name()));
    }
  }

  std::optional<std::uint16_t> find(std::string_view name) const {
    for (std::size_t i = 0; i < model_.inputs.size(); ++i) {
      if (model_.inputs[i].name == name) return static_cast<std::uint16_t>(i);
    }
    return std::nullopt;
  }

  std::uint16_t inputNamed(BlockReader& entry, const Node& at, const std::string& name) {
    const auto found = find(name);
    if (!found && !name.empty()) entry.problem(at, fmt::format("unknown input `{}`", name), "name one of `inputs`");
    return found.value_or(0);
  }

  std::vector<PredictNeed> needs(BlockReader& entry, std::string_view key) {
    std::vector<PredictNeed> result;
    const Node* node = entry.optional(key);
    if (node == nullptr) return result;
    if (!node->isTable()) {
      entry.problem(*node, fmt::format("`{}` is {{ input = value }}", key));
      return result;
    }
    for (const auto& [name, value] : node->table()) {
      if (!value.isNumber()) entry.problem(value, "must be a number");
      result.push_back({inputNamed(entry, value, name), value.isNumber() ? value.number() : 0});
    }
    return result;
  }

  // --- formulas

  std::optional<PredictEffect> effect(BlockReader& entry, std::string_view key) {
    const Node* node = entry.optional(key);
    if (node == nullptr) return std::nullopt;
    PredictEffect result{};
    if (node->isNumber()) {
      result.fill(node->number());
      return result;
    }
    const bool good =
        node->isArray() && node->array().size() == predictYears &&
        std::all_of(node->array().begin(), node->array().end(), [](const Node& n) { return n.isNumber(); });
    if (!good) {
      entry.problem(*node, fmt::format("`{}` is a number, or a list of {}, one a year", key, predictYears));
      return result;
    }
    for (unsigned year = 0; year < predictYears; ++year) result[year] = node->array()[year].number();
    return result;
  }

  PredictTerm term(BlockReader& entry, bool ofYears) {
    entry.allow({"of", "is", "adds", "times", "plus", "over", "power", "log", "saturating", "centre"});
    PredictTerm result;
    const Node* of = entry.optional("of");
    if (of != nullptr) result.input = inputNamed(entry, *of, entry.stringOr("of"));
    if (ofYears && of != nullptr) entry.problem(*of, "a baseline is a sum of terms of the years, and names no input");
    if (const auto adds = effect(entry, "adds")) {
      result.adds = *adds;
      const auto is = number(entry, "is");
      result.form = is ? PredictTerm::Form::Category : PredictTerm::Form::Constant;
      result.is = is.value_or(0);
      if (is.has_value() != (of != nullptr)) entry.problem("`adds` stands alone, or with both `of` and `is`");
      return result;
    }
    if (!ofYears && of == nullptr)
      entry.problem("a term of the index names its input", "add of = \"<input>\", or adds");
    entry.required("times");
    result.times = number(entry, "times").value_or(0);
    result.plus = number(entry, "plus").value_or(0);
    result.over = number(entry, "over").value_or(1);
    result.centre = number(entry, "centre").value_or(0);
    result.log = entry.boolean("log").value_or(false);
    result.power = number(entry, "power").value_or(result.log ? 0 : 1);
    result.form =
        entry.boolean("saturating").value_or(false) ? PredictTerm::Form::Saturating : PredictTerm::Form::Power;
    if (result.over == 0) entry.problem("`over` must not be 0");
    return result;
  }

  PredictHazard hazard(BlockReader& entry) {
    PredictHazard result;
    result.when = needs(entry, "when");
    each(entry, "baseline", true, [&](BlockReader& t) { result.baseline.push_back(term(t, true)); });
    each(entry, "index", true, [&](BlockReader& t) { result.index.push_back(term(t, false)); });
    return result;
  }

  /// 1 where the term rises with its input, -1 where it falls, 0 where it does both or neither.
  static int direction(const PredictTerm& term) {
    const bool turns = term.form == PredictTerm::Form::Power && term.log && term.power != 0;
    if (turns || term.times == 0) return 0;
    const bool inverse = term.form == PredictTerm::Form::Power && term.power < 0;
    const bool rises = (term.times > 0) == (term.over > 0);
    return rises != inverse ? 1 : -1;
  }

  static bool mayBeRange(const PredictInput& input) {
    return !input.fixed && !input.whole && input.codes.empty() && input.cuts.empty();
  }

  void onlyIndexOfBreast(const std::vector<PredictTerm>& terms) {
    for (const PredictTerm& term : terms) {
      if (term.form == PredictTerm::Form::Constant || model_.inputs.empty()) continue;
      const PredictInput& input = model_.inputs[term.input];
      if (mayBeRange(input))
        problems_.push_back(block_.document().problem(
            input.place,
            fmt::format("`{}` acts on other deaths, so it must be tried value by value: give it whole values",
                        input.name)));
    }
  }

  /// An input that may be known as a range enters at the ends of the range, so its terms must not turn in between.
  void steady(const PredictHazard& hazard) {
    for (std::size_t i = 0; i < model_.inputs.size(); ++i) {
      const PredictInput& input = model_.inputs[i];
      if (!mayBeRange(input)) continue;
      int seen = 0;
      for (const PredictTerm& term : hazard.index) {
        if (term.input != i || term.form == PredictTerm::Form::Constant) continue;
        const int way = term.form == PredictTerm::Form::Category ? 0 : direction(term);
        if (way == 0 || (seen != 0 && way != seen))
          problems_.push_back(block_.document().problem(
              input.place, fmt::format("the terms of `{}` rise and fall: give it whole values", input.name)));
        seen = way;
      }
    }
  }

  // --- treatments

  void treatment(BlockReader& entry) {
    entry.allow({"id", "title", "adds", "other-adds", "needs", "focus", "note"});
    PredictTreatment result;
    result.id = entry.string("id");
    result.title = entry.string("title");
    entry.required("adds");
    result.adds = effect(entry, "adds").value_or(PredictEffect{});
    result.needs = needs(entry, "needs");
    result.focus = entry.boolean("focus").value_or(false);
    each(entry, "other-adds", false, [&](BlockReader& t) { result.otherAdds.push_back(term(t, false)); });
    model_.treatments.push_back(std::move(result));
  }

  void plan(BlockReader& entry) {
    entry.allow({"id", "title", "steps", "needs", "note"});
    PredictPlan result{entry.string("id"), entry.string("title"), {}, needs(entry, "needs")};
    for (const std::string& step : entry.strings("steps")) {
      const auto found = std::find_if(model_.treatments.begin(), model_.treatments.end(),
                                      [&](const PredictTreatment& t) { return t.id == step; });
      if (found == model_.treatments.end()) {
        entry.problem(*entry.optional("steps"), fmt::format("unknown treatment `{}`", step));
      } else {
        result.steps.push_back(static_cast<std::uint16_t>(found - model_.treatments.begin()));
      }
    }
    if (result.steps.empty()) entry.problem("`steps` names no treatment");
    model_.plans.push_back(std::move(result));
  }

  void caveat(BlockReader& entry) {
    entry.allow({"text", "when", "unknown"});
    PredictCaveat result{entry.string("text"), needs(entry, "when"), {}};
    if (!result.text.empty() && knowledge_.findText(result.text) == nullptr)
      entry.problem(*entry.optional("text"), fmt::format("there is no text `{}`", result.text));
    if (const Node* unknown = entry.optional("unknown"))
      result.unknown = inputNamed(entry, *unknown, entry.stringOr("unknown"));
    model_.caveats.push_back(std::move(result));
  }

  BlockReader& block_;
  const Knowledge& knowledge_;
  Problems& problems_;
  PredictModel model_;
};

}  // namespace

void Loader::predictModels() {
  for (const Block& each : knowledge_.documents.blocks("predict")) {
    BlockReader block(each, problems_);
    PredictModel model = PredictReader(block, knowledge_, problems_).read();
    model.sources = citations(block, "source", true);
    model.block = each;
    knowledge_.predictModels.push_back(std::move(model));
  }
}

}  // namespace her2::kb
