// What every verb needs first: the knowledge, the day, the regions.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "assess/assessor.h"
#include "cli/arguments.h"

namespace her2::cli {

/// Prints each problem on standard error, one a line.
void printProblems(const Problems& problems);

/// The built-in knowledge or that of --knowledge, with its overlays; null after problems have been printed.
std::shared_ptr<const kb::Knowledge> loadKnowledge(const Arguments& arguments);

/// The day given, today where none is; nothing after a complaint that names the option.
std::optional<Date> dayOf(const std::optional<std::string>& given, std::string_view option);

/// The regions asked for, all where none is; nothing after a complaint.
std::optional<std::vector<std::uint16_t>> chosenRegions(const Arguments& arguments, const kb::Knowledge& knowledge);

struct Session {
  std::shared_ptr<const assess::Assessor> assessor;
  std::vector<std::uint16_t> regions;
  Date today;  ///< the reader's day
};

/// Exit code in place of a session where something is wrong; the reason has been printed.
std::variant<Session, Exit> openSession(const Arguments& arguments);

/// How messages call the input.
std::string inputName(const Arguments& arguments);

/// The whole file (or standard input), followed by intake::padding spaces that do not count; nothing after a problem
/// has been printed.
std::optional<std::string> readWhole(const std::string& file);

/// Prints on standard output; Unreadable, after a complaint, where that cannot be written.
Exit printOut(std::string_view text);

/// Makes the folders of the path too; false after a complaint.
bool writeFile(const std::filesystem::path& path, std::string_view text);

int assess(const Arguments& arguments);
int explain(const Arguments& arguments);
int checkOrder(const Arguments& arguments);
int calendar(const Arguments& arguments);
int screen(const Arguments& arguments);
int summary(const Arguments& arguments);
int changes(const Arguments& arguments);
int synth(const Arguments& arguments);
int serve(const Arguments& arguments);
int auditVerify(const Arguments& arguments);
int auditExport(const Arguments& arguments);
int auditAttributes(const Arguments& arguments);
int kbCheck(const Arguments& arguments);
int kbShow(const Arguments& arguments);
int kbStats(const Arguments& arguments);
int kbGroups(const Arguments& arguments);
int kbChangelog(const Arguments& arguments);
int kbDiff(const Arguments& arguments);
int kbSearch(const Arguments& arguments);
int kbExport(const Arguments& arguments);
int kbSite(const Arguments& arguments);

}  // namespace her2::cli
