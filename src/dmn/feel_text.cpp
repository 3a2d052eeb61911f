#include "dmn/feel_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "dmn/names.h"
#include "feel/lexer.h"

namespace her2::dmn {
namespace {

using feel::Kind;
using feel::Syntax;
using Form = Syntax::Form;

/// The codes that a test of these lets pass: abstract ones as what they stand for.
CodeSet concrete(const Domain& domain, CodeSet codes) {
  CodeSet result;
  codes.forEach([&](unsigned code) { result |= domain[code].means; });
  return result;
}

std::string quotedList(const Domain& domain, CodeSet codes) {
  std::vector<std::string> texts;
  codes.forEach([&](unsigned code) { texts.push_back(feelString(domain[code].code)); });
  return fmt::format("{}", fmt::join(texts, ", "));
}

/// Finds the codes of an expression that are abstract, by their column, and where they stand.
class AbstractCodes {
 public:
  enum class Place : std::uint8_t { AfterEqual, AfterIn, InList, Elsewhere };
  struct Found {
    Place place = Place::Elsewhere;
    std::string codes;  ///< quoted, with commas
  };

  AbstractCodes(const kb::Knowledge& knowledge, const Syntax& syntax) : knowledge_(knowledge) { visit(syntax); }

  const Found* at(std::size_t column) const {
    const auto found = found_.find(column);
    return found == found_.end() ? nullptr : &found->second;
  }

 private:
  void visit(const Syntax& s) {
    if (s.form == Form::Equal || s.form == Form::NotEqual) {
      const Domain* domain = domainOf(s.args[0]);
      note(s.args[1], domain, s.form == Form::Equal ? Place::AfterEqual : Place::Elsewhere);
      note(s.args[0], domainOf(s.args[1]), Place::Elsewhere);
    }
    if (s.form == Form::In) {
      for (std::size_t i = 1; i < s.args.size(); ++i) {
        if (s.args[i].form != Form::TestValue) continue;
        // Of `x in "a"` and `x in ("a")` the tree is the same; expressionText() tells them apart by the bracket.
        note(s.args[i].args[0], domainOf(s.args[0]), s.args.size() == 2 ? Place::AfterIn : Place::InList);
      }
    }
    for (const Syntax& arg : s.args) visit(arg);
  }

  const Domain* domainOf(const Syntax& s) const {
    if (s.form != Form::Name) return nullptr;
    const auto fact = knowledge_.facts.find(s.text);
    if (!fact || knowledge_.facts[*fact].kind != Kind::Code) return nullptr;
    return &knowledge_.vocabulary.domain(knowledge_.facts[*fact].domain);
  }

  void note(const Syntax& s, const Domain* domain, Place place) {
    if (domain == nullptr || s.form != Form::String) return;
    const auto code = domain->find(s.text);
    if (!code || (*domain)[*code].means == CodeSet::of(*code)) return;
    found_[s.column] = {place, quotedList(*domain, (*domain)[*code].means)};
  }

  const kb::Knowledge& knowledge_;
  std::map<std::size_t, Found> found_;
};

/// Copies an expression token by token, with the spaces between them.
class Translator {
 public:
  Translator(const kb::Knowledge& knowledge, std::string_view text, const Syntax& syntax)
      : knowledge_(knowledge), text_(text), abstract_(knowledge, syntax) {
    feel::Lexer lexer(text);
    do tokens_.push_back(lexer.next());
    while (tokens_.back().kind != feel::Token::Kind::End);
  }

  feel::Parsed<std::string> run() {
    std::size_t end = 0;
    for (std::size_t i = 0; i + 1 < tokens_.size(); ++i) {
      const std::size_t begin = tokens_[i].column - 1;
      out_ += text_.substr(end, begin - end);
      end = begin + tokens_[i].text.size() + (isString(i) ? 2 : 0);
      if (!token(i)) return feel::SyntaxError{tokens_[i].column, "DMN has no word for this use of an abstract code"};
    }
    return out_;
  }

 private:
  bool isString(std::size_t i) const { return tokens_[i].kind == feel::Token::Kind::String; }

  bool token(std::size_t i) {
    if (isString(i)) return string(i);
    const AbstractCodes::Found* next = isString(i + 1) ? abstract_.at(tokens_[i + 1].column) : nullptr;
    if (next != nullptr && next->place == AbstractCodes::Place::AfterEqual) {
      out_ += "in";  // `= "II"` is `in ("IIA", "IIB")`
      return true;
    }
    const auto fact = knowledge_.facts.find(tokens_[i].text);
    out_ += tokens_[i].kind == feel::Token::Kind::Name && fact ? identifier(tokens_[i].text) : tokens_[i].text;
    return true;
  }

  bool string(std::size_t i) {
    const AbstractCodes::Found* found = abstract_.at(tokens_[i].column);
    if (found == nullptr) {
      out_ += feelString(tokens_[i].text);
      return true;
    }
    if (found->place == AbstractCodes::Place::Elsewhere) return false;
    const bool inBrackets = i > 0 && (tokens_[i - 1].is("(") || tokens_[i - 1].is(","));
    out_ += inBrackets ? found->codes : "(" + found->codes + ")";
    return true;
  }

  const kb::Knowledge& knowledge_;
  std::string_view text_;
  AbstractCodes abstract_;
  std::vector<feel::Token> tokens_;
  std::string out_;
};

std::string endText(double x, Kind kind) {
  return kind == Kind::Date ? fmt::format("date(\"{}\")", Date(static_cast<std::int32_t>(x)).text())
                            : fmt::format("{}", x);
}

std::string intervalText(const Interval& interval, Kind kind) {
  if (interval.isPoint()) return endText(interval.lo(), kind);
  const bool below = std::isinf(interval.lo());
  const bool above = std::isinf(interval.hi());
  if (below) return (interval.hiOpen() ? "< " : "<= ") + endText(interval.hi(), kind);
  if (above) return (interval.loOpen() ? "> " : ">= ") + endText(interval.lo(), kind);
  return fmt::format("{}{}..{}{}", interval.loOpen() ? '(' : '[', endText(interval.lo(), kind),
                     endText(interval.hi(), kind), interval.hiOpen() ? ')' : ']');
}

// `not(…)` is said by what is left: engines do not agree on what not(…) makes of a missing value.
std::string measuredText(const feel::Cell& cell, Kind kind, const std::string& written) {
  if (written.find("not") == std::string::npos && written.find('!') == std::string::npos) return written;
  std::vector<std::string> texts;
  for (const Interval& interval : cell.intervals) texts.push_back(intervalText(interval, kind));
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string listText(const Domain& domain, const feel::Cell& cell) {
  std::vector<std::string> texts;
  cell.codes.forEach(
      [&](unsigned code) { texts.push_back(fmt::format("list contains(?, {})", feelString(domain[code].code))); });
  const std::string any = fmt::format("{}", fmt::join(texts, " or "));
  return cell.negated ? fmt::format("({}) = false", any) : any;
}

}  // namespace

std::string feelString(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string someMissing(const kb::Knowledge& knowledge, const std::vector<FactId>& facts) {
  std::vector<std::string> names;
  names.reserve(facts.size());
  for (const FactId fact : facts) names.push_back(identifier(knowledge.facts[fact].name));
  return fmt::format("list contains([{}], null)", fmt::join(names, ", "));
}

feel::Parsed<std::string> expressionText(const kb::Knowledge& knowledge, std::string_view text) {
  const auto syntax = feel::parseExpression(text);
  if (const auto* error = std::get_if<feel::SyntaxError>(&syntax)) return *error;
  return Translator(knowledge, text, std::get<Syntax>(syntax)).run();
}

std::string cellText(const kb::Knowledge& knowledge, const feel::Expression& input, const feel::Cell& cell,
                     const std::string& written) {
  if (cell.any) return "-";
  switch (input.kind) {
    case Kind::Truth:
      return cell.truth ? "true" : "false";
    case Kind::Code: {
      const Domain& domain = knowledge.vocabulary.domain(input.domain);
      const CodeSet codes = concrete(domain, cell.codes);
      return quotedList(domain, cell.negated ? domain.all() - codes : codes);
    }
    case Kind::Codes:
      return listText(knowledge.vocabulary.domain(input.domain), cell);
    default:
      return measuredText(cell, input.kind, written);
  }
}

Shape shapeOf(const kb::Knowledge& knowledge, const kb::Table& table, std::size_t output) {
  const Kind kind = knowledge.facts[table.outputs[output]].kind;
  const bool oneCode = std::all_of(table.rows.begin(), table.rows.end(),
                                   [&](const kb::Row& row) { return row.outputs[output].codes.isSingle(); });
  if (kind == Kind::Code) return oneCode ? Shape::Value : Shape::List;
  const bool gathered = table.hit == kb::HitPolicy::Collect && table.outputs.size() == 1 && oneCode;
  return kind == Kind::Codes && !gathered ? Shape::List : Shape::Value;
}

std::optional<std::string> answerText(const kb::Knowledge& knowledge, const feel::Fact& fact,
                                      const kb::OutputCell& cell, Shape shape) {
  switch (fact.kind) {
    case Kind::Truth:
      return cell.truth ? "true" : "false";
    case Kind::Code:
    case Kind::Codes: {
      const std::string codes = quotedList(knowledge.vocabulary.domain(fact.domain), cell.codes);
      return shape == Shape::List ? "[" + codes + "]" : codes;
    }
    default:
      if (!cell.number.isPoint()) return std::nullopt;
      return endText(cell.number.lo(), fact.kind);
  }
}

}  // namespace her2::dmn
