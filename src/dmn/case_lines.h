// Known cases on their way through the engine, and the lines that say what came out.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dmn/choices.h"
#include "engine/program.h"

namespace her2::dmn {

using Given = std::map<FactId, Value>;

/// Runs cases through a program, up to 64 at a time.
class Batch {
 public:
  Batch(const kb::Knowledge& knowledge, std::shared_ptr<const engine::Program> program);

  /// Calls each(given, block, lane) for every case, in order. It may change the case it is called for.
  template <class F>
  void run(const std::vector<Given>& cases, F&& each) {
    for (std::size_t first = 0; first < cases.size(); first += facts::lanes) {
      const auto count = static_cast<unsigned>(std::min<std::size_t>(facts::lanes, cases.size() - first));
      block_.reset();
      for (unsigned lane = 0; lane < count; ++lane) set(cases[first + lane], lane);
      program_->run(block_);
      for (unsigned lane = 0; lane < count; ++lane) each(cases[first + lane], block_, lane);
    }
  }

  const engine::Program& program() const { return *program_; }

 private:
  void set(const Given& given, unsigned lane);

  const kb::Knowledge& knowledge_;
  std::shared_ptr<const engine::Program> program_;
  facts::FactBlock block_;
};

/// Writes the lines. Within one, `gives` writes a value with null(), truth(), string() or answers().
class Lines {
 public:
  explicit Lines(const kb::Knowledge& knowledge) : knowledge_(knowledge) {}

  std::string text;
  std::size_t count = 0;  ///< so far

  template <class F>
  void add(const std::string& decision, const Given& given, const std::vector<std::size_t>& rows, F&& gives) {
    begin(decision, given);
    gives();
    end(rows);
  }

  void null() { writer_.Null(); }
  void truth(Truth value);
  void string(std::string_view value);
  /// Facts with the answers to each.
  void answers(const engine::Program& program, const facts::FactBlock& block, unsigned lane,
               const std::vector<FactId>& facts);
  /// The answers that remain possible; of a list, what is in it.
  void answers(const engine::Program& program, const facts::FactBlock& block, unsigned lane, FactId fact);

 private:
  void begin(const std::string& decision, const Given& given);
  void end(const std::vector<std::size_t>& rows);
  void key(std::string_view name);
  void codes(const feel::Fact& fact, CodeSet set);
  void number(const feel::Fact& fact, double x);
  void known(const feel::Fact& fact, const Value& value);

  const kb::Knowledge& knowledge_;
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

}  // namespace her2::dmn
