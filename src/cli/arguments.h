// The command line as plain structs: the only place that knows the parsing library is arguments.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace her2::cli {

enum class Verb : std::uint8_t {
  None,
  Assess,
  Check,
  Calendar,
  Screen,
  Summary,
  Changes,
  Synth,
  Serve,
  AuditVerify,
  AuditExport,
  AuditAttributes,
  Explain,
  KbCheck,
  KbShow,
  KbStats,
  KbSearch,
  KbDiff,
  KbGroups,
  KbChangelog,
  KbExport,
  KbSite,
};

/// What `kb export` writes.
struct ExportArguments {
  bool dmn = false;                ///< decision models
  std::string dmnVersion = "1.5";  ///< of the standard
  bool cases = false;              ///< known inputs and their answers
  bool everyVersion = false;       ///< also what is in force no more
  std::size_t most = 20000;        ///< cases: combinations tried for one decision
  std::size_t each = 12;           ///< cases: aimed at each row
};

struct Arguments {
  Verb verb = Verb::None;
  std::string file;                  ///< assess, explain, screen, summary; "-" is standard input
  std::optional<std::string> asOf;   ///< nothing: today
  std::optional<std::string> today;  ///< nothing: the clock's
  std::vector<std::string> regions;  ///< empty: all
  std::string format;
  std::string plot;                    ///< which picture --format svg draws
  std::vector<std::string> knowledge;  ///< folders, later ones over earlier ones; empty: built in
  bool openWorld = false;
  bool history = false;             ///< changes: records count up to each day
  bool benefit = false;             ///< screen: with the columns that say who benefits most
  std::vector<std::string> whatIf;  ///< assess: changes to suppose
  std::vector<std::string> drugs;   ///< check, calendar
  std::string start;                ///< calendar: day of the first dose; empty: as recorded
  std::string end;                  ///< calendar: day of the last dose; empty: as recorded
  std::string until;                ///< calendar: no visit later; empty: a year on
  std::string mapping;              ///< screen: layout of a table
  unsigned threads = 0;             ///< screen; 0: as many as the machine has
  std::string output;               ///< screen, kb export: file or folder; empty: standard output
  std::string errors;               ///< screen: file of errors and warnings as NDJSON; empty: standard error
  bool quiet = false;
  std::string address = "127.0.0.1";  ///< serve
  unsigned short port = 8080;         ///< serve; 0: any free one
  std::string web;                    ///< serve: folder of the workbench; empty: none
  std::string auditFile;              ///< serve: audit log; empty: none
  std::string auditKind;              ///< audit export: only these; empty: all
  std::string auditFrom;              ///< audit export: this day and later; empty: all
  std::string clients;                ///< serve: who may call; empty: everybody
  std::string origin;                 ///< serve: origin allowed by CORS; empty: none
  std::string certificate;            ///< serve: PEM file for TLS; empty: plain HTTP
  std::string key;                    ///< serve: PEM file of its key
  std::string temp;                   ///< screen: room for the join of an export; empty: the system's
  std::string resume;                 ///< screen: folder that remembers how far the run is; empty: none
  std::string shard;                  ///< screen: "2/7"; empty: all
  std::uint64_t count = 1000;         ///< synth: patients
  std::uint64_t first = 0;            ///< synth: number of the first one
  std::uint64_t seed = 1;             ///< synth
  std::string thing;                  ///< kb show; explain: only sections that name it
  std::string from;                   ///< changes, kb diff: the earlier day
  std::string to;                     ///< changes, kb diff: the later day; empty: today
  std::vector<std::string> words;     ///< kb search
  std::size_t limit = 20;             ///< summary: cases named; kb search: most lines printed
  ExportArguments exporting;
};

/// Exit codes, as in the contract.
enum class Exit : int { Done = 0, SomeErrors = 1, Usage = 2, Unreadable = 3, KnowledgeInvalid = 4 };

/// Parses; prints help, version or a usage error itself and then returns the exit code.
std::optional<int> parseArguments(int argc, char** argv, Arguments& arguments);

}  // namespace her2::cli
