#include "dmn/case_lines.h"

#include "dmn/names.h"

namespace her2::dmn {

using engine::Program;
using facts::FactBlock;
using feel::Kind;

Batch::Batch(const kb::Knowledge& knowledge, std::shared_ptr<const Program> program)
    : knowledge_(knowledge), program_(std::move(program)), block_(program_->makeBlock()) {}

void Batch::set(const Given& given, unsigned lane) {
  for (const auto& [fact, value] : given) {
    const facts::FactLayout::Slot* slot = program_->layout().find(fact);
    if (slot == nullptr) continue;
    switch (knowledge_.facts[fact].kind) {
      case Kind::Truth:
        block_.setTruth(*slot, lane, truth(value.truth));
        break;
      case Kind::Code:
        block_.setCode(*slot, lane, CodeSet::of(value.code));
        break;
      case Kind::Codes:
        block_.setCodes(*slot, lane, value.list);
        break;
      default:
        block_.setNumber(*slot, lane, Interval(value.number));
    }
  }
}

void Lines::begin(const std::string& decision, const Given& given) {
  buffer_.Clear();
  writer_.Reset(buffer_);
  writer_.StartObject();
  key("decision");
  string(decision);
  key("given");
  writer_.StartObject();
  for (const auto& [fact, value] : given) {
    key(identifier(knowledge_.facts[fact].name));
    known(knowledge_.facts[fact], value);
  }
  writer_.EndObject();
  key("gives");
}

void Lines::end(const std::vector<std::size_t>& rows) {
  if (!rows.empty()) {
    key("rows");
    writer_.StartArray();
    for (const std::size_t row : rows) writer_.Uint64(row + 1);
    writer_.EndArray();
  }
  writer_.EndObject();
  text.append(buffer_.GetString(), buffer_.GetSize());
  text += '\n';
  ++count;
}

void Lines::key(std::string_view name) { writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }

void Lines::string(std::string_view value) {
  writer_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void Lines::truth(Truth value) {
  if (value == Truth::Unknown) {
    writer_.Null();
  } else {
    writer_.Bool(value == Truth::True);
  }
}

void Lines::codes(const feel::Fact& fact, CodeSet set) {
  set.forEach([&](unsigned code) { string(knowledge_.vocabulary.domain(fact.domain)[code].code); });
}

void Lines::number(const feel::Fact& fact, double x) {
  if (fact.kind == Kind::Date) {
    string(Date(static_cast<std::int32_t>(x)).text());
  } else {
    writer_.Double(x);
  }
}

void Lines::known(const feel::Fact& fact, const Value& value) {
  switch (fact.kind) {
    case Kind::Truth:
      writer_.Bool(value.truth);
      break;
    case Kind::Code:
      codes(fact, CodeSet::of(value.code));
      break;
    case Kind::Codes:
      writer_.StartArray();
      codes(fact, value.list);
      writer_.EndArray();
      break;
    default:
      number(fact, value.number);
  }
}

void Lines::answers(const Program& program, const FactBlock& block, unsigned lane, const std::vector<FactId>& facts) {
  writer_.StartObject();
  for (const FactId fact : facts) {
    key(identifier(knowledge_.facts[fact].name));
    answers(program, block, lane, fact);
  }
  writer_.EndObject();
}

void Lines::answers(const Program& program, const FactBlock& block, unsigned lane, FactId fact) {
  const feel::Fact& described = knowledge_.facts[fact];
  writer_.StartArray();
  switch (described.kind) {
    case Kind::Truth: {
      const Truth value = program.truthOf(block, fact, lane);
      if (value != Truth::False) writer_.Bool(true);
      if (value != Truth::True) writer_.Bool(false);
      break;
    }
    case Kind::Code:
      codes(described, program.codeOf(block, fact, lane));
      break;
    case Kind::Codes:
      codes(described, program.certainOf(block, fact, lane));
      break;
    default: {
      const Interval value = program.numberOf(block, fact, lane);
      number(described, value.lo());
      if (!value.isPoint()) number(described, value.hi());
    }
  }
  writer_.EndArray();
}

}  // namespace her2::dmn
