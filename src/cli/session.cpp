#include "cli/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "intake/reader.h"
#include "kb/embedded/embedded.h"

namespace her2::cli {
namespace {

/// The one clock of the program: the default of --as-of and --today.
Date today() {
  const auto days = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  return Date(static_cast<std::int32_t>(days.time_since_epoch().count()));
}

void complain(std::string_view message) { fmt::print(stderr, "her2: {}\n", message); }

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

}  // namespace

std::optional<Date> dayOf(const std::optional<std::string>& given, std::string_view option) {
  if (!given) return today();
  const auto day = Date::parse(*given);
  if (!day) complain(fmt::format("{} {}: not a day such as 2022-08-05", option, *given));
  return day;
}

std::optional<std::vector<std::uint16_t>> chosenRegions(const Arguments& arguments, const kb::Knowledge& knowledge) {
  std::vector<std::uint16_t> chosen;
  std::vector<std::string> wanted;
  for (const std::string& region : arguments.regions) wanted.push_back(upper(region));
  for (std::size_t i = 0; i < knowledge.regions.size(); ++i) {
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), knowledge.regions[i].id) != wanted.end())
      chosen.push_back(static_cast<std::uint16_t>(i));
  }
  for (const std::string& name : wanted) {
    if (std::any_of(knowledge.regions.begin(), knowledge.regions.end(),
                    [&](const kb::Region& r) { return r.id == name; }))
      continue;
    std::string known;
    for (const kb::Region& region : knowledge.regions) known += " " + region.id;
    complain(fmt::format("--region {}: unknown; known are{}", name, known));
    return std::nullopt;
  }
  return chosen;
}

void printProblems(const Problems& problems) {
  for (const Problem& problem : problems) fmt::print(stderr, "{}\n", problem.text());
}

Exit printOut(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return Exit::Done;
  complain(fmt::format("standard output: could not be written: {}", std::strerror(errno)));
  return Exit::Unreadable;
}

std::shared_ptr<const kb::Knowledge> loadKnowledge(const Arguments& arguments) {
  auto documents = kb::openKnowledge(arguments.knowledge);
  if (!documents) {
    printProblems(documents.problems());
    return nullptr;
  }
  auto knowledge = kb::Knowledge::load(*std::move(documents));
  if (!knowledge) {
    printProblems(knowledge.problems());
    return nullptr;
  }
  return *knowledge;
}

std::variant<Session, Exit> openSession(const Arguments& arguments) {
  const auto asOf = dayOf(arguments.asOf, "--as-of");
  const auto reading = dayOf(arguments.today, "--today");
  if (!asOf || !reading) return Exit::Usage;
  const auto knowledge = loadKnowledge(arguments);
  if (knowledge == nullptr) return Exit::KnowledgeInvalid;
  const auto regions = chosenRegions(arguments, *knowledge);
  if (!regions) return Exit::Usage;
  auto assessor = assess::Assessor::create(knowledge, {*asOf, arguments.openWorld});
  if (!assessor) {
    printProblems(assessor.problems());
    return Exit::KnowledgeInvalid;
  }
  // Freed with the process: taking the knowledge apart piece by piece would be a tenth of the time from start to
  // answer.
  static const auto* const kept = new std::shared_ptr<const assess::Assessor>(*assessor);
  return Session{*kept, *regions, *reading};
}

bool writeFile(const std::filesystem::path& path, std::string_view text) {
  std::error_code error;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  std::ofstream stream(path, std::ios::binary | std::ios::trunc);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.close();
  if (stream) return true;
  complain(fmt::format("{}: could not be written: {}", path.string(), std::strerror(errno)));
  return false;
}

std::string inputName(const Arguments& arguments) { return arguments.file == "-" ? "standard input" : arguments.file; }

std::optional<std::string> readWhole(const std::string& file) {
  std::error_code error;
  if (file != "-" && std::filesystem::is_directory(file, error)) {
    complain(fmt::format("{}: is a directory; give a file", file));
    return std::nullopt;
  }
  std::FILE* stream = file == "-" ? stdin : std::fopen(file.c_str(), "rb");
  if (stream == nullptr) {
    complain(fmt::format("{}: {}", file, std::strerror(errno)));
    return std::nullopt;
  }
  std::string text;
  constexpr std::size_t step = std::size_t{1} << 18;
  std::size_t got = 0;
  do {
    const std::size_t before = text.size();
    text.resize(before + step);
    got = std::fread(text.data() + before, 1, step, stream);
    text.resize(before + got);
  } while (got == step);
  const bool failed = std::ferror(stream) != 0;
  if (stream != stdin) std::fclose(stream);
  if (failed) {
    complain(fmt::format("{}: could not be read to its end", file));
    return std::nullopt;
  }
  text.append(intake::padding, ' ');
  return text;
}

}  // namespace her2::cli
