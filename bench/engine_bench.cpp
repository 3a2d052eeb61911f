// The engine on ready facts, the facts alone, whole assessments, and one case: cases a second on one thread. The kernel
// of this processor next to the portable one.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <random>
#include <string>
#include <vector>

#include "assess/assessor.h"
#include "engine/kernels.h"
#include "intake/case_json.h"
#include "kb/embedded/embedded.h"

namespace {

using namespace her2;

/// Numbers to choose by; the same on every machine and run.
class Choices {
 public:
  template <class T, std::size_t n>
  const T& of(const T (&list)[n]) {
    return list[engine_() % n];
  }
  double number(double upTo) { return static_cast<double>(engine_() % 1000) * upTo / 1000.0; }
  unsigned upTo(unsigned n) { return static_cast<unsigned>(engine_() % n); }

 private:
  std::mt19937 engine_{20261123};
};

std::string specimen(Choices& c, unsigned number) {
  static constexpr const char* scores[] = {R"("0")",  R"("0+")", R"("1+")",      R"("2+")",
                                           R"("2+")", R"("3+")", R"(["0","1+"])"};
  std::string ish;
  if (c.upTo(2) == 0) {
    ish = fmt::format(R"(,"ish":{{"probe":"dual","ratio":{:.2f},"her2Copies":{:.2f},"cells":{}}})", 0.5 + c.number(4),
                      1 + c.number(9), 20 + c.upTo(3) * 20);
  }
  return fmt::format(
      R"({{"id":"s{}","date":"20{}-0{}-11","site":"{}","kind":"core","fixationHours":{},"ihc":{{"score":{},"percent":{},"scoring":"breast"}}{}}})",
      number, 15 + c.upTo(11), 1 + c.upTo(9), number == 0 ? "primary" : "metastasis", 4 + c.upTo(90), c.of(scores),
      c.upTo(101), ish);
}

std::string treatments(Choices& c) {
  static constexpr const char* drugs[] = {R"("trastuzumab","pertuzumab","docetaxel")",
                                          R"("capecitabine")",
                                          R"("trastuzumab-emtansine")",
                                          R"("letrozole","palbociclib")",
                                          R"("carboplatin","paclitaxel")",
                                          R"("trastuzumab-deruxtecan")"};
  static constexpr const char* intents[] = {"neoadjuvant", "adjuvant", "metastatic", "metastatic"};
  std::string list;
  for (unsigned i = 0, n = c.upTo(5); i < n; ++i) {
    list +=
        fmt::format(R"({}{{"drugs":[{}],"intent":"{}","start":"20{}-02","end":"20{}-11","endReason":"progression"}})",
                    i == 0 ? "" : ",", c.of(drugs), c.of(intents), 18 + i, 18 + i);
  }
  return list;
}

std::string caseText(Choices& c, std::size_t number) {
  static constexpr const char* kinds[] = {"breast", "breast",     "breast", "breast",  "gastric",
                                          "gej",    "colorectal", "nsclc",  "biliary", "endometrial"};
  static constexpr const char* settings[] = {"early", "locally-advanced", "unresectable", "metastatic", "metastatic"};
  static constexpr const char* receptors[] = {"positive", "negative"};
  std::string specimens = specimen(c, 0);
  if (c.upTo(4) == 0) specimens.append(",").append(specimen(c, 1));
  return fmt::format(
      R"({{"id":"p{}","birthDate":"19{}","sex":"female","menopause":"post","tumours":[{{"kind":"{}","setting":"{}","er":{{"status":"{}"}},"pr":{{"status":"{}"}},"t":"cT2","n":"cN1","grade":{}}}],)"
      R"("specimens":[{}],"treatments":[{}],"measurements":[{{"kind":"lvef","value":{},"unit":"%","date":"2026-10-01"}}]}})",
      number, 40 + c.upTo(50), c.of(kinds), c.of(settings), c.of(receptors), c.of(receptors), 1 + c.upTo(3), specimens,
      treatments(c), 45 + c.upTo(25));
}

/// The knowledge compiled for a day, and 64 different cases.
struct Setup {
  std::shared_ptr<const assess::Assessor> assessor;
  std::shared_ptr<const facts::Deriver> deriver;
  assess::Names names;
  std::vector<Case> cases;

  facts::Context context(std::size_t i, bool ofSpecimen) const {
    const Case& record = cases[i];
    return {record, &record.tumours[0], ofSpecimen ? &record.specimens[0] : nullptr, assessor->settings().asOf, false};
  }
};

const Setup& setup() {
  static const Setup made = [] {
    const auto knowledge = *kb::Knowledge::load(kb::embeddedKnowledge());
    Setup s{*assess::Assessor::create(knowledge, {*Date::parse("2026-11-23"), false}),
            *facts::Deriver::bind(knowledge),
            *assess::Names::resolve(*knowledge),
            {}};
    intake::CaseJsonReader reader(knowledge->vocabulary);
    Choices choices;
    for (std::size_t i = 0; i < facts::lanes; ++i) {
      const std::string text = caseText(choices, i);
      Problems problems;
      s.cases.emplace_back();
      const std::string padded = text + std::string(intake::padding, ' ');
      if (!reader.read(std::string_view(padded).substr(0, text.size()), {"case", i + 1}, s.cases.back(), problems) ||
          !problems.empty()) {
        throw std::runtime_error(problems.front().text());
      }
    }
    return s;
  }();
  return made;
}

void perSecond(benchmark::State& state, std::size_t cases) {
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(cases));
}

/// Facts of one specimen and of the patient for each of the 64 cases.
void fillSpecimens(const Setup& s, facts::FactBlock& block) {
  block.reset();
  for (unsigned lane = 0; lane < facts::lanes; ++lane) s.deriver->fill(s.context(lane, true), block, lane);
}

void fillPatients(const Setup& s, facts::FactBlock& block) {
  block.reset();
  for (unsigned lane = 0; lane < facts::lanes; ++lane) s.deriver->fill(s.context(lane, false), block, lane);
}

/// What the engine is given where both programs run: the patient facts with the HER2 status of the specimen.
struct Ready {
  facts::FactBlock specimens;
  facts::FactBlock patients;

  explicit Ready(const Setup& s)
      : specimens(s.assessor->specimenProgram().makeBlock()), patients(s.assessor->patientProgram().makeBlock()) {
    fillSpecimens(s, specimens);
    s.assessor->specimenProgram().run(specimens);
    fillPatients(s, patients);
    for (unsigned lane = 0; lane < facts::lanes; ++lane) {
      Status status;
      status.specimens.push_back(assess::readStatus(s.assessor->specimenProgram(), specimens, s.names, lane));
      status.specimens[0].tested = true;
      assess::combine(s.cases[lane], &s.cases[lane].tumours[0], s.names, s.assessor->settings().asOf, status);
      assess::putStatus(status, s.assessor->knowledge(), s.names, patients, lane);
    }
  }
};

/// Both programs, and nothing read.
void engineRun(benchmark::State& state) {
  const Setup& s = setup();
  Ready ready(s);
  for (auto _ : state) {
    s.assessor->specimenProgram().run(ready.specimens);
    s.assessor->patientProgram().run(ready.patients);
    benchmark::ClobberMemory();
  }
  perSecond(state, facts::lanes);
}
BENCHMARK(engineRun);

/// Both programs, and for each case its result, class, owed tests and the state of every indication.
void engineRunAndRead(benchmark::State& state) {
  const Setup& s = setup();
  Ready ready(s);
  const engine::Program& specimens = s.assessor->specimenProgram();
  const engine::Program& patients = s.assessor->patientProgram();
  for (auto _ : state) {
    specimens.run(ready.specimens);
    patients.run(ready.patients);
    for (unsigned lane = 0; lane < facts::lanes; ++lane) {
      benchmark::DoNotOptimize(specimens.codeOf(ready.specimens, s.names.result, lane));
      benchmark::DoNotOptimize(specimens.codeOf(ready.specimens, s.names.her2Class, lane));
      benchmark::DoNotOptimize(specimens.certainOf(ready.specimens, s.names.owed, lane));
      std::size_t indicated = 0;
      for (const engine::CompiledIndication& each : patients.indications()) {
        if (engine::Program::truthAt(ready.patients, each.all, lane) == Truth::True) ++indicated;
      }
      benchmark::DoNotOptimize(indicated);
    }
  }
  perSecond(state, facts::lanes);
  state.counters["indications"] = static_cast<double>(patients.indications().size());
}
BENCHMARK(engineRunAndRead);

/// The same read as words of 64 cases, as a count over a cohort would.
void engineRunAndReadWords(benchmark::State& state) {
  const Setup& s = setup();
  Ready ready(s);
  const engine::Program& patients = s.assessor->patientProgram();
  for (auto _ : state) {
    s.assessor->specimenProgram().run(ready.specimens);
    patients.run(ready.patients);
    facts::Word any = 0;
    for (const engine::CompiledIndication& each : patients.indications())
      any ^= ready.patients.words()[each.all] ^ ready.patients.words()[each.all + 1];
    benchmark::DoNotOptimize(any);
  }
  perSecond(state, facts::lanes);
}
BENCHMARK(engineRunAndReadWords);

void factsOfSpecimens(benchmark::State& state) {
  const Setup& s = setup();
  facts::FactBlock block = s.assessor->specimenProgram().makeBlock();
  for (auto _ : state) {
    fillSpecimens(s, block);
    benchmark::ClobberMemory();
  }
  perSecond(state, facts::lanes);
  state.counters["facts"] = static_cast<double>(block.layout().slots().size());
}
BENCHMARK(factsOfSpecimens);

void factsOfPatients(benchmark::State& state) {
  const Setup& s = setup();
  facts::FactBlock block = s.assessor->patientProgram().makeBlock();
  for (auto _ : state) {
    fillPatients(s, block);
    benchmark::ClobberMemory();
  }
  perSecond(state, facts::lanes);
  state.counters["facts"] = static_cast<double>(block.layout().slots().size());
}
BENCHMARK(factsOfPatients);

void assessCases(benchmark::State& state, std::size_t count, assess::Detail detail) {
  const Setup& s = setup();
  assess::Workspace workspace = s.assessor->makeWorkspace();
  std::vector<Assessment> out(count);
  for (auto _ : state) {
    s.assessor->assess(std::span(s.cases).first(count), workspace, out, detail);
    benchmark::ClobberMemory();
  }
  perSecond(state, count);
}
BENCHMARK_CAPTURE(assessCases, 64_worklist, 64, assess::Detail::Worklist);
BENCHMARK_CAPTURE(assessCases, 64_full, 64, assess::Detail::Full);
BENCHMARK_CAPTURE(assessCases, 64_trace, 64, assess::Detail::Trace);
BENCHMARK_CAPTURE(assessCases, 1_worklist, 1, assess::Detail::Worklist);
BENCHMARK_CAPTURE(assessCases, 1_full, 1, assess::Detail::Full);

/// One comparison of 64 numbers: items are numbers.
void kernel(benchmark::State& state, const engine::Kernels& kernels) {
  facts::Column column{};
  std::mt19937 random(7);
  for (unsigned i = 0; i < facts::lanes; ++i) {
    column.lo[i] = static_cast<double>(random() % 100) / 10.0;
    column.hi[i] = column.lo[i] + (i % 3 == 0 ? 1.0 : 0.0);
  }
  facts::Word t = 0;
  facts::Word p = 0;
  for (auto _ : state) {
    kernels.inRange(column, 2.0, 6.0, t, p);
    benchmark::DoNotOptimize(t);
    benchmark::DoNotOptimize(p);
  }
  perSecond(state, facts::lanes);
  state.SetLabel(kernels.name);
}
BENCHMARK_CAPTURE(kernel, best, engine::kernels());
BENCHMARK_CAPTURE(kernel, portable, engine::portableKernels());

}  // namespace

BENCHMARK_MAIN();
