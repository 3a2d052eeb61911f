#include "intake/fhir_reading.h"

#include <algorithm>

#include "intake/fhir_text.h"

namespace her2::intake::fhir {
namespace {

constexpr std::size_t longestRemembered = 400;
constexpr char separator = '\x1F';

/// Takes the front off a key if it is this text.
bool take(std::string_view& key, std::string_view text) {
  if (key.size() <= text.size() || key[text.size()] != separator || !key.starts_with(text)) return false;
  key.remove_prefix(text.size() + 1);
  return true;
}

/// The words from one to another, with the spaces between them.
std::string_view phrase(std::string_view from, std::string_view to) {
  return {from.data(), static_cast<std::size_t>(to.data() + to.size() - from.data())};
}

/// True if the role says the same as `other`, more precisely.
bool refines(const Terms& terms, RoleId role, RoleId other) {
  while (role != noRole && role != other) role = terms.roles[role].refines;
  return role == other;
}

}  // namespace

void Reading::add(const Saying& saying) {
  for (Saying& known : std::span(says.data(), size)) {
    if (known.leaf != saying.leaf || known.kind != saying.kind) continue;
    switch (saying.kind) {
      case Saying::Kind::Codes:
        if (!known.codes.intersects(saying.codes)) state = State::Contradictory;
        known.codes = known.codes & saying.codes;
        return;
      case Saying::Kind::Number:
        if (const auto both = known.number.intersect(saying.number)) {
          known.number = *both;
        } else {
          state = State::Contradictory;
        }
        return;
      case Saying::Kind::Truth:
        if (known.truth != saying.truth) state = State::Contradictory;
        return;
      case Saying::Kind::Word:
        if (known.word != saying.word) state = State::Contradictory;
        return;
    }
  }
  if (size < says.size()) says[size++] = saying;
}

void Reading::merge(const Reading& other) {
  byText = byText && other.byText;
  for (const Saying& saying : other.sayings()) add(saying);
}

// --- memory
// ----------------------------------------------------------------------------------------------------------------------------------------

template <class T>
std::size_t ConceptMemory<T>::slotOf(const Resources& resources, RoleId role, const Concept& c) {
  std::size_t hash = quickHash(c.text) + role;
  for (const Coding& coding : resources.of(c)) hash = (hash ^ quickHash(coding.code)) * 31 + coding.display.size();
  return (hash ^ hash >> 29) % size;
}

template <class T>
bool ConceptMemory<T>::matches(std::string_view key, const Resources& resources, const Concept& c) {
  for (const Coding& coding : resources.of(c)) {
    if (!take(key, coding.code) || !take(key, coding.system) || !take(key, coding.display)) return false;
  }
  return key == c.text;
}

template <class T>
const T& ConceptMemory<T>::add(const Resources& resources, RoleId role, const Concept& c, T value) {
  Entry& entry = entries_[slot_];
  entry.value = std::move(value);
  entry.role = noRole;
  entry.key.clear();
  std::size_t length = c.text.size();
  for (const Coding& coding : resources.of(c))
    length += coding.code.size() + coding.system.size() + coding.display.size();
  if (length > longestRemembered) return entry.value;
  for (const Coding& coding : resources.of(c)) {
    for (const std::string_view part : {coding.code, coding.system, coding.display})
      entry.key.append(part).push_back(separator);
  }
  entry.key.append(c.text);
  entry.role = role;
  return entry.value;
}

template class ConceptMemory<Reading>;
template class ConceptMemory<RoleReading>;
template class ConceptMemory<ConceptReader::Found>;

// --- what an observation is about
// ------------------------------------------------------------------------------------------------------------------

const RoleReading& ConceptReader::role(const Resources& resources, const Concept& code) {
  if (const RoleReading* known = roles_.find(resources, 0, code)) return *known;
  return roles_.add(resources, 0, code, readRole(resources, code));
}

/// A code is taken at its word only if the display beside it can be about the same thing.
bool ConceptReader::displayFits(const Role& role, std::string_view display, bool isDisplay) {
  if (display.empty() || role.words.empty()) return true;
  foldText(display, folded_);
  if (beginsWord(folded_, role.words)) return true;
  if (beginsWord(folded_, terms_.foreign)) return false;
  // A display without any of our words in a language we could have known them in is about something else; a local text
  // may be short for anything.
  return !isDisplay || !isAscii(display);
}

RoleReading ConceptReader::readRole(const Resources& resources, const Concept& code) {
  RoleReading result;
  const auto take = [&](RoleId role) {
    if (result.state == RoleReading::State::None) {
      result.state = RoleReading::State::Found;
      result.role = role;
    } else if (refines(terms_, role, result.role)) {
      result.role = role;
    } else if (role != result.role && !refines(terms_, result.role, role)) {
      result.state = RoleReading::State::Contradictory;
    }
  };
  for (const Coding& coding : resources.of(code)) {
    const auto* entries = findCode(terms_, terms_.roleCodes, coding.code);
    if (entries == nullptr) continue;
    const CodeEntry& entry = entries->front();
    const Terms::Fit fit = terms_.fit(entry.system, coding.system);
    if (fit == Terms::Fit::Foreign) continue;
    const Role& role = terms_.roles[entry.value];
    if (!displayFits(role, coding.display, true) || !displayFits(role, code.text, false)) {
      result.role = entry.value;
      result.state = RoleReading::State::Mismatch;
      return result;
    }
    result.mixedSystem |= fit == Terms::Fit::Mixed;
    take(entry.value);
  }
  if (result.state != RoleReading::State::None) return result;
  const auto byText = [&](std::string_view text) {
    if (text.empty()) return;
    foldText(text, folded_);
    if (const auto found = terms_.roleTexts.find(folded_); found != terms_.roleTexts.end()) {
      take(found->second);
      result.byText = true;
    }
  };
  byText(code.text);
  for (const Coding& coding : resources.of(code)) byText(coding.display);
  result.speaksOfHer2 = result.state == RoleReading::State::None && speaksOfHer2(resources, code);
  return result;
}

bool ConceptReader::speaksOfHer2(const Resources& resources, const Concept& c) {
  const auto speaks = [&](std::string_view text) {
    if (text.empty()) return false;
    foldText(text, folded_);
    return beginsWord(folded_, terms_.mentions);
  };
  const auto codings = resources.of(c);
  return speaks(c.text) ||
         std::any_of(codings.begin(), codings.end(), [&](const Coding& coding) { return speaks(coding.display); });
}

// --- what a value says
// -------------------------------------------------------------------------------------------------------------------------------

const Reading& ConceptReader::value(const Resources& resources, RoleId role, const Concept& value) {
  if (const Reading* known = readings_.find(resources, role, value)) return *known;
  return readings_.add(resources, role, value, readValue(resources, role, value));
}

const Reading& ConceptReader::text(RoleId role, std::string_view text) {
  Concept only;
  only.text = text;
  return value(nothing_, role, only);
}

Reading ConceptReader::readValue(const Resources& resources, RoleId role, const Concept& value) {
  Reading result;
  const auto take = [&](const Reading& part) {
    using State = Reading::State;
    result.mixedSystem |= part.mixedSystem;
    if (part.state == State::Nothing || result.state == State::Mismatch || result.state == State::Contradictory) return;
    if (part.state == State::Mismatch || part.state == State::Contradictory) {
      result.state = part.state;
    } else if (part.understood() && result.understood()) {
      result.merge(part);
    } else if (part.understood() || result.state == State::Nothing ||
               (part.state == State::Absent && result.state == State::NotUnderstood)) {
      const bool mixed = result.mixedSystem;
      result = part;
      result.mixedSystem = mixed;
    }
  };
  for (const Coding& coding : resources.of(value)) take(readCoding(role, coding));
  bool repeated = false;
  for (const Coding& coding : resources.of(value)) repeated |= coding.display == value.text;
  if (!value.text.empty() && !repeated) take(readText(role, value.text));
  return result;
}

Reading ConceptReader::readCoding(RoleId role, const Coding& coding) {
  bool known = false;
  Reading byCode = readCode(role, coding.code, coding.system, known);
  const Reading byDisplay = coding.display.empty() ? Reading() : readText(role, coding.display);
  if (byCode.understood()) {
    if (byDisplay.understood()) {
      byCode.merge(byDisplay);
      if (byCode.state == Reading::State::Contradictory) byCode.state = Reading::State::Mismatch;
    }
    byCode.byText = false;
    return byCode;
  }
  if (byCode.state == Reading::State::Absent) return byCode;
  if (known) {  // an answer to another question
    byCode.state = Reading::State::Mismatch;
    return byCode;
  }
  if (byDisplay.state != Reading::State::Nothing && byDisplay.state != Reading::State::NotUnderstood) return byDisplay;
  const Reading asText = readText(role, coding.code);  // local systems use words as codes
  return asText.understood() || asText.state == Reading::State::Absent ? asText
         : byDisplay.state == Reading::State::Nothing                  ? asText
                                                                       : byDisplay;
}

/// `known`: the terminology has the code under a system that goes with the one stated, whatever it is an answer to.
Reading ConceptReader::readCode(RoleId role, std::string_view code, std::string_view system, bool& known) {
  Reading reading;
  const auto* entries = findCode(terms_, terms_.answerCodes, code);
  if (entries == nullptr) return reading;
  for (const CodeEntry& entry : *entries) {
    const Terms::Fit fit = terms_.fit(entry.system, system);
    if (fit == Terms::Fit::Foreign) continue;
    known = true;
    const Answer& answer = terms_.answers[entry.value];
    if (!answer.roles[role]) continue;
    reading.mixedSystem |= fit == Terms::Fit::Mixed;
    if (answer.absent) {
      if (reading.state == Reading::State::Nothing) reading.state = Reading::State::Absent;
      continue;
    }
    if (reading.state != Reading::State::Contradictory) reading.state = Reading::State::Understood;
    say(role, answer, reading);
  }
  return reading;
}

/// All of the text must be understood. Where it is a label and its explanation ("pT1b: Tumor greater than …"), the
/// label will do.
Reading ConceptReader::readText(RoleId role, std::string_view text) {
  Reading reading;
  foldText(text, folded_);
  if (folded_.empty()) return reading;
  if (readPhrases(role, reading)) return reading;
  const auto colon = text.find(':');
  if (colon != std::string_view::npos) {
    foldText(text.substr(0, colon), folded_);
    Reading label;
    if (readPhrases(role, label)) return label;
  }
  Reading failed;
  failed.state = Reading::State::NotUnderstood;
  failed.byText = true;
  return failed;
}

bool ConceptReader::readPhrases(RoleId role, Reading& reading) {
  splitWords(folded_, words_);
  bool absent = false;
  for (std::size_t at = 0; at < words_.size();) {
    std::size_t taken = 0;
    for (std::size_t count = std::min(maxPhraseWords, words_.size() - at); count > 0 && taken == 0; --count) {
      const auto found = terms_.phrases.find(phrase(words_[at], words_[at + count - 1]));
      if (found == terms_.phrases.end()) continue;
      bool answers = false;
      for (const AnswerId id : found->second.answers) {
        const Answer& answer = terms_.answers[id];
        if (!answer.roles[role]) continue;
        answers = true;
        absent |= answer.absent;
        if (!answer.absent) say(role, answer, reading);
      }
      if (answers || found->second.noise) taken = count;
    }
    if (taken == 0) return false;
    at += taken;
  }
  reading.byText = true;
  if (reading.size == 0 && !absent) return false;
  if (reading.state != Reading::State::Contradictory) {
    reading.state = reading.size == 0 ? Reading::State::Absent : Reading::State::Understood;
  }
  return true;
}

void ConceptReader::say(RoleId role, const Answer& answer, Reading& reading) const {
  if (answer.domain) {
    for (const LeafId leaf : terms_.roles[role].fills) {
      if (terms_.leaves[leaf].leaf.domain == answer.domain)
        reading.add({Saying::Kind::Codes, leaf, answer.means, {}, {}, {}});
    }
  }
  for (const Answer::Set& set : answer.sets) {
    if (set.codes) reading.add({Saying::Kind::Codes, set.leaf, *set.codes, {}, {}, {}});
    if (set.number) reading.add({Saying::Kind::Number, set.leaf, {}, *set.number, {}, {}});
    if (set.truth != Truth::Unknown) reading.add({Saying::Kind::Truth, set.leaf, {}, {}, set.truth, {}});
  }
  if (!answer.word.empty()) reading.add({Saying::Kind::Word, noLeaf, {}, {}, {}, answer.word});
}

// --- diagnoses, sites, procedures, drugs
// ---------------------------------------------------------------------------------------------------------------

const ConceptReader::Found& ConceptReader::find(const Resources& resources, Kind kind, const Concept& c) {
  const auto key = static_cast<RoleId>(kind);
  if (const Found* known = found_.find(resources, key, c)) return *known;
  Found result;
  switch (kind) {
    case Kind::Diagnosis:
      findIn(terms_.meaningCodes, terms_.meaningTexts, resources, c, result);
      break;
    case Kind::Site:
      findIn(terms_.siteCodes, terms_.siteTexts, resources, c, result);
      break;
    case Kind::Procedure:
      findIn(terms_.procedureCodes, terms_.procedureTexts, resources, c, result);
      break;
  }
  return found_.add(resources, key, c, std::move(result));
}

void ConceptReader::findIn(const CodeMap& codes, const NameMap<std::uint16_t>& texts, const Resources& resources,
                           const Concept& c, Found& result) {
  const auto take = [&](std::uint16_t value) {
    if (std::find(result.values.begin(), result.values.end(), value) == result.values.end())
      result.values.push_back(value);
  };
  for (const Coding& coding : resources.of(c)) {
    const auto* entries = findCode(terms_, codes, coding.code);
    if (entries == nullptr) continue;
    for (const CodeEntry& entry : *entries) {
      const Terms::Fit fit = terms_.fit(entry.system, coding.system);
      if (fit == Terms::Fit::Foreign) continue;
      result.mixedSystem |= fit == Terms::Fit::Mixed && entries->size() == 1;
      take(entry.value);
    }
  }
  if (!result.values.empty()) return;
  const auto byText = [&](std::string_view text) {
    if (text.empty() || !result.values.empty()) return;
    foldText(text, folded_);
    if (const auto known = texts.find(folded_); known != texts.end()) {
      take(known->second);
      result.byText = true;
    }
  };
  byText(c.text);
  for (const Coding& coding : resources.of(c)) byText(coding.display);
  result.speaksOfHer2 = result.values.empty() && speaksOfHer2(resources, c);
}

}  // namespace her2::intake::fhir
