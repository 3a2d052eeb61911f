// The Python module: opens knowledge, answers for one record, screens Arrow tables. Thin: everything it does is done by
// src/api. The GIL is released while it works.
#include <fmt/format.h>
#include <nanobind/nanobind.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "api/desk.h"
#include "api/omop.h"
#include "arrow_columns.h"
#include "kb/embedded/embedded.h"
#include "present/knowledge_text.h"
#include "present/presenter.h"

namespace nb = nanobind;

namespace her2::python {
namespace {

/// Raised as her2.Her2Error: every problem, one a line, each with its place.
class Failure : public std::runtime_error {
 public:
  explicit Failure(const Problems& problems) : std::runtime_error(textOf(problems)) {}

 private:
  static std::string textOf(const Problems& problems) {
    std::string text;
    for (const Problem& problem : problems) text += (text.empty() ? "" : "\n") + problem.text();
    return text;
  }
};

Date dayOf(const std::string& text) {
  const auto day = Date::parse(text);
  if (!day) throw nb::value_error(fmt::format("as_of: found {}, expected a day such as 2026-05-17", text).c_str());
  return *day;
}

class Engine {
 public:
  explicit Engine(const std::vector<std::string>& folders) {
    auto documents = kb::openKnowledge(folders);
    if (!documents) throw Failure(documents.problems());
    auto knowledge = kb::Knowledge::load(*std::move(documents));
    if (!knowledge) throw Failure(knowledge.problems());
    desk_ = std::make_unique<const api::Desk>(*knowledge);
  }

  std::string release() const { return desk_->knowledge()->release.version; }
  std::string hash() const { return desk_->knowledge()->hash; }

  std::string assess(nb::bytes record, const std::string& asOf, const std::vector<std::string>& regions, bool openWorld,
                     const std::string& form) const {
    const api::Question question{dayOf(asOf), openWorld,
                                 form == "json" || form == "explain" ? assess::Detail::Trace : assess::Detail::Full};
    const auto shown = regionsOf(regions);
    const std::string_view bytes(record.c_str(), record.size());
    const nb::gil_scoped_release working;
    const auto answer = desk_->ask(bytes, "record", question);
    if (!answer) throw Failure(answer.problems());
    const present::Presenter presenter{answer->assessor->knowledge(), question.asOf, shown, false, {}};
    if (form == "text") return present::assessmentText(presenter, answer->record, answer->assessment);
    if (form == "explain") return present::explanationText(presenter, answer->record, answer->assessment, "");
    return present::assessmentJson(presenter, answer->record, answer->assessment, answer->inputHash, false);
  }

  /// The worklist as a stream, and what was said of the columns.
  std::pair<nb::capsule, std::vector<std::string>> screen(nb::capsule stream, const std::string& asOf,
                                                          const std::vector<std::string>& regions, bool openWorld,
                                                          const std::string& mapping, unsigned threads) const {
    auto* input = static_cast<ArrowArrayStream*>(stream.data("arrow_array_stream"));
    api::ColumnScreening screening{{dayOf(asOf), openWorld, assess::Detail::Worklist},
                                   regionsOf(regions),
                                   mapping,
                                   threads != 0 ? threads : std::max(1U, std::thread::hardware_concurrency())};
    ArrowArrayStream* output = nullptr;
    std::vector<std::string> said;
    {
      const nb::gil_scoped_release working;
      const ArrowTable table(input);
      std::vector<std::vector<api::TextColumn>> batches;
      for (std::size_t i = 0; i < table.batches(); ++i) {
        auto screened = api::screenColumns(*desk_, screening, table.input(i));
        if (!screened) throw Failure(screened.problems());
        batches.push_back(std::move((*screened).columns));
        if (i > 0) continue;  // all batches have the same columns
        for (const Problem& warning : screened->warnings) said.push_back(warning.text());
      }
      output = textStream(std::move(batches), api::screenedColumns());
    }
    return {nb::capsule(output, "arrow_array_stream",
                        [](void* pointer) noexcept {
                          auto* owned = static_cast<ArrowArrayStream*>(pointer);
                          if (owned->release != nullptr) owned->release(owned);
                          delete owned;
                        }),
            std::move(said)};
  }

  std::string show(const std::string& thing) const {
    const kb::Knowledge& knowledge = *desk_->knowledge();
    return thing.empty() ? present::knowledgeContents(knowledge) : present::knowledgeThing(knowledge, thing);
  }

  /// The mapping of OMOP, as JSON.
  std::string omop() const {
    auto mapping = api::omopMapping(*desk_);
    if (!mapping) throw Failure(mapping.problems());
    return *std::move(mapping);
  }

  /// Kind and title of what each entry of a Bundle is about.
  std::vector<std::pair<std::string, std::string>> subjects(nb::bytes bundle) const {
    const std::string_view bytes(bundle.c_str(), bundle.size());
    const nb::gil_scoped_release working;
    const auto found = api::subjects(*desk_, bytes);
    if (!found) throw Failure(found.problems());
    std::vector<std::pair<std::string, std::string>> result;
    for (const auto& subject : *found) result.emplace_back(api::nameOf(subject), subject.title);
    return result;
  }

 private:
  std::vector<std::uint16_t> regionsOf(const std::vector<std::string>& names) const {
    const auto& regions = desk_->knowledge()->regions;
    std::vector<std::uint16_t> result;
    for (std::uint16_t i = 0; i < regions.size(); ++i) {
      if (names.empty() || std::find(names.begin(), names.end(), regions[i].id) != names.end()) result.push_back(i);
    }
    for (const std::string& name : names) {
      if (std::none_of(regions.begin(), regions.end(), [&](const kb::Region& r) { return r.id == name; }))
        throw nb::value_error(fmt::format("regions: `{}` is not known", name).c_str());
    }
    return result;
  }

  std::unique_ptr<const api::Desk> desk_;
};

}  // namespace
}  // namespace her2::python

NB_MODULE(_core, m) {
  using her2::python::Engine;
  nb::exception<her2::python::Failure>(m, "Her2Error", PyExc_ValueError);
  m.attr("engine_version") = std::string(her2::present::engineVersion());
  m.def("screened_columns", &her2::api::screenedColumns);
  nb::class_<Engine>(m, "Engine")
      .def(nb::init<std::vector<std::string>>(), nb::arg("knowledge") = std::vector<std::string>())
      .def_prop_ro("release", &Engine::release)
      .def_prop_ro("hash", &Engine::hash)
      .def("assess", &Engine::assess, nb::arg("record"), nb::arg("as_of"), nb::arg("regions"), nb::arg("open_world"),
           nb::arg("form"))
      .def("screen", &Engine::screen, nb::arg("stream"), nb::arg("as_of"), nb::arg("regions"), nb::arg("open_world"),
           nb::arg("mapping"), nb::arg("threads"))
      .def("show", &Engine::show, nb::arg("thing"))
      .def("omop", &Engine::omop)
      .def("subjects", &Engine::subjects, nb::arg("bundle"));
}
