#include "cli/export_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "cli/progress_bar.h"
#include "present/presenter.h"

namespace her2::cli {
namespace {

namespace fs = std::filesystem;

/// A run that was ended loses the part it was at, so one that may be gone on with has some.
constexpr unsigned leastBitsToResume = 4;

/// All that the answer depends on: a run may go on where one with the same was ended.
std::string describe(const Arguments& a, const Session& session, const cohort::Export& from) {
  const auto& settings = session.assessor->settings();
  std::string text = fmt::format("{}\n{}\n{} {} {}\n{}\n{}\n{}\n{}\n", present::engineVersion(),
                                 session.assessor->knowledge().hash, settings.asOf.text(), session.today.text(),
                                 settings.openWorld, fmt::join(session.regions, " "), a.format, a.shard, from.folder);
  for (const std::string& file : {a.output, a.errors}) {
    std::error_code error;
    text += (file.empty() ? file : fs::weakly_canonical(fs::absolute(file), error).string()) + "\n";
  }
  for (const cohort::ExportFile& file : from.files)
    text += fmt::format("{} {} {}\n", file.name, file.size, file.changed);
  return text;
}

std::string temporaryFolder(const Arguments& arguments) {
  if (!arguments.temp.empty()) return arguments.temp;
  std::error_code error;
  const fs::path folder = fs::temp_directory_path(error);
  return error ? "/tmp" : folder.string();
}

int unreadable(const Problems& problems) {
  printProblems(problems);
  return static_cast<int>(Exit::Unreadable);
}

}  // namespace

std::optional<int> ExportInput::openState() {
  if (arguments_.resume.empty()) {
    temporary_ = temporaryFolder(arguments_);
    return std::nullopt;
  }
  auto opened = cohort::RunState::open(arguments_.resume, describe(arguments_, session_, export_));
  if (!opened) return unreadable(opened.problems());
  state_.emplace(*std::move(opened));
  joined_ = state_->joined().has_value();
  temporary_ = state_->folder();
  return std::nullopt;
}

cohort::Parts::Keep ExportInput::keep() const {
  if (!state_) return cohort::Parts::Keep::NoName;
  return joined_ ? cohort::Parts::Keep::Find : cohort::Parts::Keep::Create;
}

bool ExportInput::openOutput() {
  std::optional<StreamOutput::Sizes> before;
  if (joined_) before = StreamOutput::Sizes{state_->last().output, state_->last().problems};
  return output_.open(arguments_, before);
}

std::optional<int> ExportInput::open(cohort::Streaming& streaming) {
  auto found = cohort::findExport(arguments_.file);
  if (!found) return unreadable(found.problems());
  export_ = *found;
  if (const auto exit = openState()) return exit;
  const unsigned bits =
      joined_ ? state_->joined()->bits : std::max(cohort::Parts::bitsFor(export_), state_ ? leastBitsToResume : 0U);
  auto parts = cohort::Parts::open(temporary_, bits, keep());
  if (!parts) return unreadable(parts.problems());
  parts_.emplace(*std::move(parts));
  if (!openOutput()) return static_cast<int>(Exit::Unreadable);
  if (joined_) {
    resources_ = state_->joined()->resources;
  } else if (const auto exit = join(streaming)) {
    return exit;
  }
  const kb::Knowledge& knowledge = session_.assessor->knowledge();
  const auto terminology = intake::FhirTerminology::compile(knowledge.documents, knowledge.vocabulary);
  if (!terminology) return unreadable(terminology.problems());
  streaming.format.kind = cohort::InputKind::Fhir;
  streaming.format.terminology = *terminology;
  streaming.lines = false;
  if (state_) {
    streaming.continued = state_->last().parts > 0;
    streaming.before = state_->last().counts;
    streaming.complete = [this](std::size_t part, const cohort::Counts& counts) { return commit(part, counts); };
  }
  records_.emplace(*parts_, state_ ? state_->last().parts : 0, arguments_.file, temporary_);
  streaming.source = &*records_;
  return std::nullopt;
}

/// The first pass. An exit code where it did not come to its end.
std::optional<int> ExportInput::join(const cohort::Streaming& streaming) {
  for (const std::string& other : export_.otherFiles)
    if (!arguments_.quiet) fmt::print(stderr, "her2: {}: no NDJSON by its name; not read\n", other);
  ProgressBar bar(export_.size(), !arguments_.quiet, "resources joined");
  const cohort::Spreading spreading{export_, streaming.shard, streaming.threads,
                                    [&](const Problem& problem) { output_.report(problem, {}); },
                                    [&](std::size_t bytes, std::size_t resources) { bar.update(bytes, resources); }};
  const cohort::SpreadOutcome outcome = cohort::spread(spreading, *parts_);
  bar.finish();
  resources_ = outcome.counts;
  if (outcome.readFailure) {
    printProblems({*outcome.readFailure});
    fmt::print(stderr, "her2: {}: nothing was assessed, for records would have gaps that nobody sees\n",
               arguments_.file);
    return static_cast<int>(Exit::Unreadable);
  }
  if (outcome.writeError != 0) return noRoom(outcome.writeError);
  if (!state_) return std::nullopt;
  const auto sizes = output_.commit();
  if (sizes && parts_->sync() && state_->record({parts_->bits, resources_}, {0, sizes->output, sizes->errors, {}}))
    return std::nullopt;
  return noRoom(errno);
}

int ExportInput::noRoom(int error) const {
  fmt::print(stderr,
             "her2: {}: could not be written: {}; it needs room for the resources, unpacked (another folder: {})\n",
             temporary_, std::strerror(error), state_ ? "--resume" : "--temp");
  return static_cast<int>(Exit::Unreadable);
}

bool ExportInput::commit(std::size_t part, const cohort::Counts& counts) {
  const auto sizes = output_.commit();
  return sizes && state_->record({part + 1, sizes->output, sizes->errors, counts});
}

std::string ExportInput::counts() const {
  const cohort::ResourceCounts& n = resources_;
  return fmt::format("{} resources in = {} joined + {} shared + {} not read + {} errors{}; {} warnings\n", n.in,
                     n.joined, n.shared, n.unread, n.errors,
                     arguments_.shard.empty() ? std::string() : fmt::format(" + {} of other shards", n.elsewhere),
                     n.warnings);
}

int ExportInput::end(int exit) {
  if (exit == static_cast<int>(Exit::Unreadable)) {
    if (state_) fmt::print(stderr, "her2: once that is mended, the same command goes on where this one stopped\n");
    return exit;
  }
  if (state_) state_->remove();
  return resources_.errors > 0 ? static_cast<int>(Exit::SomeErrors) : exit;
}

}  // namespace her2::cli
