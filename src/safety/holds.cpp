// Hold, resume, reduce, stop: what the tables of each topic say for the measurements and events on record.
#include <fmt/format.h>

#include "safety/checks.h"

namespace her2::safety {
namespace {

bool isOf(const std::vector<std::string>& kinds, std::string_view kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool come(const DateLeaf& date, Date day) { return !date.recorded() || date.value->first <= day; }

/// The record of a topic: what was found, when last, and whether every kind that is measured was measured.
struct Recorded {
  bool anything = false;
  bool allMeasured = true;
  std::optional<DateRange> last;

  void add(const DateLeaf& date) {
    anything = true;
    if (date.recorded() && (!last || date.value->first > last->first)) last = date.value;
  }
};

Recorded recordOf(const kb::Hold& hold, const Review& review, const Lane& lane) {
  Recorded result;
  const Case& record = review.record();
  const auto& start = lane.course().start;
  for (const std::string& kind : hold.measures) {
    bool found = false;
    for (const Measurement& each : record.measurements) {
      const bool before = start && each.date.recorded() && each.date.value->last <= start->first;
      if (each.kind != kind || !each.value.recorded() || !come(each.date, review.asOf()) || before) continue;
      found = true;
      result.add(each.date);
    }
    result.allMeasured = result.allMeasured && found;
  }
  for (const auto* list : {&record.conditions, &record.adverseEvents}) {
    for (const Finding& each : *list) {
      const bool before = start && each.date.recorded() && each.date.value->last < start->first;
      const bool other = each.drug && *each.drug != lane.therapy->drug;
      if (isOf(hold.events, each.kind) && each.absent.value != Truth::True && come(each.date, review.asOf()) &&
          !before && !other)
        result.add(each.date);
    }
  }
  for (const Finding& each : record.symptoms) {
    if (isOf(hold.symptoms, each.kind) && each.absent.value != Truth::True && come(each.date, review.asOf()))
      result.add(each.date);
  }
  return result;
}

/// Rows that speak: their words, values and sources.
class Rows {
 public:
  Rows(const Review& review, const Lane& lane, HoldEntry& line) : review_(review), lane_(lane), line_(line) {}

  void collect(FactId fact, unsigned silent) {
    for (const engine::CompiledTable& table : review_.program().tables()) {
      const auto& outputs = table.table->outputs;
      const auto at = std::find(outputs.begin(), outputs.end(), fact);
      if (at == outputs.end()) continue;
      for (std::size_t r = 0; r < table.rows.size(); ++r)
        row(table, r, static_cast<std::size_t>(at - outputs.begin()), silent);
    }
  }

  bool weak() const { return weak_; }
  bool solid() const { return solid_; }

 private:
  void row(const engine::CompiledTable& compiled, std::size_t r, std::size_t output, unsigned silent) {
    const Truth fires = Program::truthAt(review_.block(), compiled.rows[r].fires, lane_.index);
    const kb::Row& row = compiled.table->rows[r];
    if (fires == Truth::False) return;
    if (line_.rule.empty()) {
      line_.rule = fmt::format("{} row {}", compiled.table->id, r + 1);
      line_.place = fmt::format("{}:{}", compiled.table->block.document->file, row.place.line);
    }
    if (row.outputs[output].codes == CodeSet::of(silent)) return;
    const auto& sources = row.sources.empty() ? compiled.table->sources : row.sources;
    (review_.unverified(sources) ? weak_ : solid_) = true;
    if (!row.note.empty()) addOnce(notes_, row.note);
    for (std::string& each : review_.text().graded(sources)) addOnce(line_.sources, std::move(each));
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (row.cells[i].any) continue;
      review_.explain(compiled.table->inputs[i].value, lane_, line_);
      if (Program::truthAt(review_.block(), compiled.rows[r].cells[i], lane_.index) == Truth::Unknown)
        review_.missingFacts(compiled.table->inputs[i].value, lane_, line_.missing);
    }
    line_.say = fmt::format("{}", fmt::join(notes_, "; "));
  }

  const Review& review_;
  const Lane& lane_;
  HoldEntry& line_;
  std::vector<std::string> notes_;
  bool weak_ = false;
  bool solid_ = false;
};

void setRecheck(const kb::Hold& hold, const Review& review, const Lane& lane, HoldEntry& line) {
  if (!hold.recheck || !line.finding) return;
  const Interval days = review.program().numberOf(review.block(), *hold.recheck, lane.index);
  if (!(days.lo() > 0) || days.hi() == Interval::infinity) return;
  line.recheckFrom = line.finding->first.plusDays(static_cast<int>(days.lo()));
  line.recheckBy = line.finding->last.plusDays(static_cast<int>(days.hi()));
  line.recheckOverdue = *line.recheckBy < review.asOf();
}

/// Where a lower dose is asked for and there is none, the drug is stopped.
void setDose(const Review& review, const Lane& lane, HoldEntry& line) {
  const DoseLevel level = doseLevelOf(review, lane);
  line.reductions = level.reductions;
  line.nextDose = level.next;
  for (std::string& action : line.actions) {
    if (action != review.names().resumeReduced && action != review.names().reduce) continue;
    if (level.verify) addOnce(line.missing, "verify-in-label");
    if (!level.exhausted) continue;
    action = review.names().stopCode;
    line.certain = line.certain && !level.verify;
    line.say += "; no dose level is left below: stop for good";
  }
  std::vector<std::string> once;
  for (std::string& action : line.actions) addOnce(once, std::move(action));
  line.actions = std::move(once);
}

bool isSettled(CodeSet actions, const Names& names) { return actions == CodeSet::of(names.goOn); }

void holdOf(const kb::Hold& hold, const Review& review, const Lane& lane, Safety& out) {
  if (lane.isPatient() || !lane.course().begun()) return;
  const Truth truth = review.holds(hold, lane);
  if (truth == Truth::False) return;
  const Recorded recorded = recordOf(hold, review, lane);
  if (!recorded.anything) return;
  const Names& names = review.names();
  const CodeSet actions = review.program().codeOf(review.block(), hold.action, lane.index);
  const bool incomplete = actions.contains(names.goOn) && !recorded.allMeasured;
  if (isSettled(actions, names) || incomplete) return;
  // A drug that is no longer given is not held: all that is left to say is that it must not come back. Planned anew, it
  // comes back into what it left, where that is certain; what it left open is for the checks before the first dose.
  if (!lane.state.intersects(names.ongoing) && actions.contains(names.goOn)) return;
  if (lane.state == names.ended && !actions.contains(names.stop)) return;
  HoldEntry line;
  line.drugs = {review.drugName(lane)};
  line.regions = {review.regionName(lane)};
  line.topic = hold.id;
  line.title = hold.say;
  line.actions = review.codeNames(hold.action, actions);
  line.finding = recorded.last;
  Rows rows(review, lane, line);
  if (hold.finding) rows.collect(*hold.finding, 0);
  rows.collect(hold.action, names.goOn);
  line.verify = rows.weak() && !rows.solid();
  line.certain = truth == Truth::True && actions.isSingle() && !rows.weak();
  if (rows.weak()) addOnce(line.missing, "verify-in-label");
  setRecheck(hold, review, lane, line);
  setDose(review, lane, line);
  out.holds.push_back(std::move(line));
}

/// A partner follows what was found for the drug it is given with.
void followPartners(const Review& review, Safety& out) {
  std::vector<HoldEntry> followed;
  for (const kb::Partner& rule : review.knowledge().safety.partners) {
    const std::string leader = review.knowledge().vocabulary.drug(review.names().drugs[rule.follows]).id;
    for (const Lane& lane : review.lanes()) {
      if (lane.isPatient() || !lane.course().begun() || lane.state == review.names().ended) continue;
      const Truth truth = review.holds(rule, lane);
      if (truth == Truth::False) continue;
      for (const HoldEntry& held : out.holds) {
        const bool stays = std::all_of(held.actions.begin(), held.actions.end(), [&](const std::string& a) {
          return a == review.names().holdCode || a == review.names().stopCode;
        });
        if (!stays || held.drugs.front() != leader || held.regions.front() != review.regionName(lane)) continue;
        HoldEntry line;
        review.describe(rule, lane, truth, line);
        line.topic = held.topic;
        line.title = held.title;
        line.actions = held.actions;
        line.finding = held.finding;
        line.certain = line.certain && held.certain;
        followed.push_back(std::move(line));
      }
    }
  }
  for (HoldEntry& line : followed) {
    const bool already = std::any_of(out.holds.begin(), out.holds.end(), [&](const HoldEntry& own) {
      return own.drugs == line.drugs && own.regions == line.regions && own.topic == line.topic &&
             own.actions == line.actions;
    });
    if (!already) out.holds.push_back(std::move(line));
  }
}

}  // namespace

void findHolds(const Review& review, Safety& out) {
  for (const kb::Hold& hold : review.knowledge().safety.holds) {
    for (const Lane& lane : review.lanes()) holdOf(hold, review, lane, out);
  }
  followPartners(review, out);
  mergeLines(out.holds, [](const HoldEntry& line) {
    return line.topic + fmt::format("{}", fmt::join(line.actions, "|")) +
           (line.recheckBy ? line.recheckBy->text() : std::string());
  });
}

}  // namespace her2::safety
