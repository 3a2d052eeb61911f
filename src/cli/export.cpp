// her2 kb export: the knowledge as DMN, and cases to hold another engine to.
#include <fmt/format.h>

#include <filesystem>

#include "cli/session.h"
#include "dmn/cases.h"
#include "dmn/writer.h"
#include "present/presenter.h"

namespace her2::cli {
namespace {

namespace fs = std::filesystem;

void complain(std::string_view message) { fmt::print(stderr, "her2: {}\n", message); }

bool isFolder(const std::string& output) {
  std::error_code error;
  return output.ends_with('/') || fs::is_directory(output, error) || fs::path(output).extension().empty();
}

class Export {
 public:
  Export(const Arguments& arguments, std::shared_ptr<const kb::Knowledge> knowledge)
      : arguments_(arguments),
        knowledge_(std::move(knowledge)),
        cases_(knowledge_, {arguments.exporting.most, arguments.exporting.each}) {}

  Exit run(Date day) {
    const Exit exit = write(day);
    const dmn::CaseSummary& n = cases_.summary();
    if (arguments_.exporting.cases && exit == Exit::Done)
      fmt::print(stderr,
                 "{} cases for {} decisions, of {} of them every combination; {} of {} rows of tables fire in none\n",
                 n.cases, n.decisions, n.whole, n.unreached, n.rows);
    return exit;
  }

 private:
  Exit write(Date day) {
    const bool files = !arguments_.output.empty() && isFolder(arguments_.output);
    if (arguments_.exporting.everyVersion) return everyVersion();
    if (files) return folder(arguments_.output, day);
    std::string text;
    if (arguments_.exporting.cases) {
      text = cases_.write(day);
    } else {
      auto models = modelsOf(day);
      if (!models) return Exit::KnowledgeInvalid;
      text = xml(dmn::joined(*std::move(models)), day);
    }
    if (arguments_.output.empty()) return printOut(text);
    return writeFile(arguments_.output, text) ? Exit::Done : Exit::Unreadable;
  }

  Exit everyVersion() {
    for (const Date day : dmn::daysOfEveryVersion(*knowledge_)) {
      const Exit exit = folder(fs::path(arguments_.output) / day.text(), day);
      if (exit != Exit::Done) return exit;
    }
    return Exit::Done;
  }

  Exit folder(const fs::path& path, Date day) {
    if (arguments_.exporting.dmn) {
      const auto models = modelsOf(day);
      if (!models) return Exit::KnowledgeInvalid;
      for (const dmn::Model& model : *models) {
        if (!writeFile(path / (model.id + ".dmn"), xml(model, day))) return Exit::Unreadable;
      }
      fmt::print(stderr, "{}: {} models in force on {}\n", path.string(), models->size(), day.text());
    }
    if (!arguments_.exporting.cases) return Exit::Done;
    return writeFile(path / "cases.ndjson", cases_.write(day)) ? Exit::Done : Exit::Unreadable;
  }

  std::optional<std::vector<dmn::Model>> modelsOf(Date day) const {
    auto models = dmn::models(knowledge_, day);
    if (models) return *std::move(models);
    printProblems(models.problems());
    return std::nullopt;
  }

  std::string xml(const dmn::Model& model, Date day) const {
    const auto version = arguments_.exporting.dmnVersion == "1.3" ? dmn::Version::Dmn13 : dmn::Version::Dmn15;
    return dmn::writeXml(*knowledge_, model, {version, day, std::string(present::engineVersion())});
  }

  const Arguments& arguments_;
  std::shared_ptr<const kb::Knowledge> knowledge_;
  dmn::CaseWriter cases_;
};

}  // namespace

int kbExport(const Arguments& arguments) {
  const bool folder = !arguments.output.empty() && isFolder(arguments.output);
  if (!arguments.exporting.dmn && !arguments.exporting.cases) {
    complain("kb export: say what: --dmn, --cases, or both");
    return static_cast<int>(Exit::Usage);
  }
  if (!folder && (arguments.exporting.everyVersion || (arguments.exporting.dmn && arguments.exporting.cases))) {
    complain("kb export: several files need a folder: -o DIR/");
    return static_cast<int>(Exit::Usage);
  }
  const auto day = dayOf(arguments.asOf, "--as-of");
  if (!day) return static_cast<int>(Exit::Usage);
  auto knowledge = loadKnowledge(arguments);
  if (knowledge == nullptr) return static_cast<int>(Exit::KnowledgeInvalid);
  return static_cast<int>(Export(arguments, std::move(knowledge)).run(*day));
}

}  // namespace her2::cli
