#include "cli/arguments.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "present/presenter.h"

namespace her2::cli {
namespace {

constexpr const char* about =
    "her2 tells what a tumour's HER2 status is, which HER2 therapies it qualifies for, why, and which missing test "
    "would change the answer.\n"
    "Decision support for health professionals: it lists options and reasons, it never orders. Not for emergencies.";

constexpr unsigned mostThreads = 1024;

constexpr const char* examples =
    "Examples:\n"
    "  her2 assess patient.json                       status, options and reasons for one case (case JSON or a FHIR "
    "bundle)\n"
    "  her2 assess patient.json --as-of 2022-08-04    the same, by the rules and labels of that day\n"
    "  her2 check patient.json --drug enhertu         about to give a drug: go, wait or stop\n"
    "  her2 screen cohort.ndjson -o worklist.csv      a line a patient; located errors on standard error\n"
    "  her2 explain patient.json                      every rule that spoke, with values and where they came from\n"
    "  her2 kb check                                  check the knowledge; her2 kb show breast.ish-group prints a "
    "table\n"
    "\n"
    "Exit codes: 0 done; 1 done, some records had errors; 2 usage; 3 input unreadable; 4 knowledge invalid.";

void knowledgeFolders(CLI::App& verb, Arguments& a) {
  verb.add_option("--knowledge", a.knowledge,
                  "a folder of knowledge in place of the built-in one, or an overlay on it; may be repeated: later "
                  "overlays win")
      ->type_name("DIR")
      ->allow_extra_args(false);
}

void common(CLI::App& verb, Arguments& a) {
  verb.add_option("--as-of", a.asOf,
                  "the day whose rules and labels apply, and up to which records count (default: today)")
      ->type_name("YYYY-MM-DD");
  verb.add_option("--today", a.today,
                  "the day on which the answer is read: older knowledge than its review date is pointed out (default: "
                  "today)")
      ->type_name("YYYY-MM-DD");
  verb.add_option("--region", a.regions, "US or EU; may be repeated (default: all)");
  knowledgeFolders(verb, a);
  verb.add_flag("--open-world", a.openWorld, "histories and tests that are not recorded are unknown, not \"none\"");
}

void assess(CLI::App& app, Arguments& a) {
  CLI::App* verb = app.add_subcommand("assess", "assess one case: case JSON or a FHIR R4 (mCODE) bundle");
  verb->add_option("FILE", a.file, "the case; - for standard input")->required();
  common(*verb, a);
  verb->add_option(
          "--format", a.format,
          "text, json, ndjson, csv; patient, a page in plain words; html, a page for the tumour board to print; "
          "svg, a picture (default: text)")
      ->check(CLI::IsMember({"text", "json", "ndjson", "csv", "patient", "html", "svg"}));
  verb->add_option("--plot", a.plot,
                   "the picture of --format svg: forest, the evidence behind the options, or survival, PREDICT Breast "
                   "(default: forest)")
      ->check(CLI::IsMember({"forest", "survival"}));
  verb->add_option(
          "--what-if", a.whatIf,
          "suppose a value, as in case JSON: 'specimen.ihc.score = \"1+\"'; may be repeated. Shows what differs")
      ->type_name("CHANGE")
      ->allow_extra_args(false);
  verb->callback([&a] { a.verb = Verb::Assess; });
}

void check(CLI::App& app, Arguments& a) {
  CLI::App* verb = app.add_subcommand("check", "about to give a drug: go, wait for something, or stop, with reasons");
  verb->add_option("FILE", a.file, "the case; - for standard input")->required();
  verb->add_option("--drug", a.drugs, "the drug: INN, brand or alias; may be repeated")
      ->required()
      ->allow_extra_args(false);
  common(*verb, a);
  verb->add_option("--format", a.format, "text or json (default: text)")->check(CLI::IsMember({"text", "json"}));
  verb->footer("Exit codes: 0 go, 10 wait, 20 stop; 2 usage, 3 input unreadable, 4 knowledge invalid.");
  verb->callback([&a] { a.verb = Verb::Check; });
}

void calendar(CLI::App& app, Arguments& a) {
  CLI::App* verb = app.add_subcommand("calendar", "the checks of a therapy with their dates, during and after it");
  verb->add_option("FILE", a.file, "the case; - for standard input")->required();
  verb->add_option("--drug", a.drugs, "the drug (default: those of the record)")->allow_extra_args(false);
  verb->add_option("--start", a.start, "day of the first dose (default: as recorded)")->type_name("YYYY-MM-DD");
  verb->add_option("--end", a.end, "day of the last dose (default: as recorded)")->type_name("YYYY-MM-DD");
  verb->add_option("--until", a.until, "no visit later than this day (default: a year on)")->type_name("YYYY-MM-DD");
  common(*verb, a);
  verb->add_option("--format", a.format, "text, json, ics (iCalendar) or fhir (a CarePlan) (default: text)")
      ->check(CLI::IsMember({"text", "json", "ics", "fhir"}));
  verb->callback([&a] { a.verb = Verb::Calendar; });
}

void explain(CLI::App& app, Arguments& a) {
  CLI::App* verb =
      app.add_subcommand("explain", "why: every rule that spoke, its values and their places in the record");
  verb->add_option("FILE", a.file, "the case; - for standard input")->required();
  verb->add_option("ABOUT", a.thing, "only sections that name this, such as \"specimen s1\" or a drug");
  common(*verb, a);
  verb->callback([&a] { a.verb = Verb::Explain; });
}

/// What every verb over a cohort takes.
void stream(CLI::App& verb, Arguments& a) {
  verb.add_option("FILE", a.file,
                  "the cohort, plain, .gz or .zst; - for standard input; the folder of a FHIR bulk export")
      ->required();
  verb.add_option("--mapping", a.mapping, "layout of a table, such as tcga-brca (default: told by its columns)");
  verb.add_option("-o,--output", a.output, "where the answer goes (default: standard output)")->type_name("FILE");
  verb.add_option("--errors", a.errors,
                  "where errors and warnings go, as NDJSON (default: errors as text on standard error)")
      ->type_name("FILE");
  verb.add_option("--threads", a.threads, "threads (default: one for each processor)")
      ->check(CLI::Range(1U, mostThreads));
  verb.add_option("--shard", a.shard, "only one part of the patients, such as 2/7: together the parts are the whole")
      ->type_name("I/N");
  verb.add_option("--temp", a.temp,
                  "bulk export: folder with room for the unpacked resources, which leave no file behind (default: "
                  "$TMPDIR or /tmp)")
      ->type_name("DIR");
  verb.add_flag("-q,--quiet", a.quiet, "no progress and no counts");
}

void screen(CLI::App& app, Arguments& a) {
  CLI::App* verb = app.add_subcommand(
      "screen", "assess a cohort: NDJSON of cases or bundles, a CSV/TSV registry table, a FHIR bulk export");
  stream(*verb, a);
  common(*verb, a);
  verb->add_option("--resume", a.resume,
                   "bulk export: a folder that remembers how far the run is; after a kill the same command goes on "
                   "there. It holds patient data and goes when the run is over")
      ->type_name("DIR")
      ->excludes("--temp");
  verb->add_option("--format", a.format, "csv (a worklist) or ndjson (an assessment a line) (default: csv)")
      ->check(CLI::IsMember({"csv", "ndjson"}));
  verb->add_flag("--benefit", a.benefit,
                 "csv: with columns that say what comes first, why, its ESMO-MCBS and effect, and PREDICT's gain");
  verb->callback([&a] { a.verb = Verb::Screen; });
}

void summary(CLI::App& app, Arguments& a) {
  CLI::App* verb = app.add_subcommand(
      "summary", "a cohort in numbers: the way to indicated options and what is lost where, classes, options, gaps");
  stream(*verb, a);
  common(*verb, a);
  verb->add_option("--format", a.format, "text, json, csv, or svg, a picture (default: text)")
      ->check(CLI::IsMember({"text", "json", "csv", "svg"}));
  verb->add_option(
          "--plot", a.plot,
          "the picture of --format svg: flow, the way to indicated options, or classes, by tumour (default: flow)")
      ->check(CLI::IsMember({"flow", "classes"}));
  verb->add_option("--limit", a.limit, "cases named under \"most to gain first\" (default: 20)")
      ->check(CLI::Range(std::size_t{0}, std::size_t{100000}));
  verb->callback([&a] { a.verb = Verb::Summary; });
}

void changes(CLI::App& app, Arguments& a) {
  CLI::App* verb = app.add_subcommand(
      "changes", "who of a cohort becomes eligible, or no longer is, between two days, and by which approval");
  stream(*verb, a);
  verb->add_option("--from", a.from, "the earlier day")->type_name("YYYY-MM-DD")->required();
  verb->add_option("--to", a.to, "the later day (default: today)")->type_name("YYYY-MM-DD");
  verb->add_option("--today", a.today, "the day on which the answer is read (default: today)")->type_name("YYYY-MM-DD");
  verb->add_option("--region", a.regions, "US or EU; may be repeated (default: all)");
  verb->add_option("--knowledge", a.knowledge, "a folder of knowledge in place of the built-in one")->type_name("DIR");
  verb->add_flag("--open-world", a.openWorld, "histories and tests that are not recorded are unknown, not \"none\"");
  verb->add_flag("--history", a.history,
                 "records count up to each of the days (default: as they stand today, so that only the rules change)");
  verb->add_option("--format", a.format, "csv (a change a line) or ndjson (a case with changes a line) (default: csv)")
      ->check(CLI::IsMember({"csv", "ndjson"}));
  verb->callback([&a] { a.verb = Verb::Changes; });
}

void synth(CLI::App& app, Arguments& a) {
  CLI::App* verb = app.add_subcommand("synth", "make invented patients, with the gaps of real records");
  verb->add_option("-n,--count", a.count, "how many (default: 1000)");
  verb->add_option("--seed", a.seed, "another number, another cohort (default: 1)");
  verb->add_option("--first", a.first, "number of the first one: parts of a cohort can be made apart (default: 0)");
  verb->add_option("--format", a.format,
                   "case (case JSON), fhir (Bundles), a line a patient; csv; or bulk, a folder of resources by type "
                   "(default: case)")
      ->check(CLI::IsMember({"case", "fhir", "csv", "bulk"}));
  verb->add_option("-o,--output", a.output, "bulk: the folder; it is made")->type_name("DIR");
  verb->add_option("--as-of", a.asOf, "no record is later (default: the day of the knowledge)")
      ->type_name("YYYY-MM-DD");
  knowledgeFolders(*verb, a);
  verb->callback([&a] { a.verb = Verb::Synth; });
}

void serve(CLI::App& app, Arguments& a) {
  CLI::App* verb = app.add_subcommand("serve", "answer over HTTP: CDS Hooks, FHIR $assess, a REST API, the workbench");
  verb->add_option("--address", a.address, "where to listen (default: 127.0.0.1, this machine only)");
  verb->add_option("--port", a.port, "port (default: 8080; 0: any free one)");
  verb->add_option("--threads", a.threads,
                   "threads (default: one for each processor; four with --audit, for they wait for the disk)")
      ->check(CLI::Range(1U, mostThreads));
  verb->add_option("--web", a.web, "folder of the workbench")->type_name("DIR");
  verb->add_option("--audit", a.auditFile, "audit log (SQLite), made if it is not there")->type_name("FILE");
  verb->add_option("--clients", a.clients, "who may call, with their keys (JSON); needed off this machine")
      ->type_name("FILE");
  verb->add_option("--origin", a.origin, "origin that pages may call from (CORS)");
  CLI::Option* certificate =
      verb->add_option("--tls-cert", a.certificate, "certificate chain (PEM); without: plain HTTP")->type_name("FILE");
  certificate->needs(verb->add_option("--tls-key", a.key, "its private key (PEM)")->type_name("FILE"));
  verb->add_option("--region", a.regions, "US or EU; may be repeated (default: all)");
  knowledgeFolders(*verb, a);
  verb->callback([&a] { a.verb = Verb::Serve; });
}

void audit(CLI::App& app, Arguments& a) {
  CLI::App* group = app.add_subcommand("audit", "the audit log of a service");
  group->require_subcommand(1);
  CLI::App* verify = group->add_subcommand("verify", "does every entry fit the one before it?");
  verify->add_option("FILE", a.file, "the log")->required();
  verify->callback([&a] { a.verb = Verb::AuditVerify; });
  CLI::App* exported = group->add_subcommand("export", "every entry as JSON, a line each: ids and hashes, no values");
  exported->add_option("FILE", a.file, "the log")->required();
  exported->add_option("--kind", a.auditKind, "only these: assess, cds, feedback … (default: all)");
  exported->add_option("--from", a.auditFrom, "only those of this day (UTC) and later")->type_name("YYYY-MM-DD");
  exported->callback([&a] { a.verb = Verb::AuditExport; });
  CLI::App* attributes =
      group->add_subcommand("attributes", "source attributes of every option, as ONC (b)(11) asks for them (JSON)");
  attributes->add_option("--knowledge", a.knowledge, "a folder of knowledge (default: the built-in one)")
      ->type_name("DIR");
  attributes->callback([&a] { a.verb = Verb::AuditAttributes; });
}

void kbExport(CLI::App& verb, Arguments& a) {
  verb.add_flag("--dmn", a.exporting.dmn,
                "decision models in DMN XML; in a folder, one file for each group of tables and drug");
  verb.add_option("--dmn-version", a.exporting.dmnVersion,
                  "1.5, or 1.3 for tools that read no later one (default: 1.5)")
      ->check(CLI::IsMember({"1.3", "1.5"}));
  verb.add_flag("--cases", a.exporting.cases,
                "known inputs for every decision with the answers of this engine, as NDJSON");
  verb.add_option("--most", a.exporting.most, "cases: combinations tried for one decision (default: 20000)");
  verb.add_option("--each", a.exporting.each,
                  "cases: aimed at each row and criterion, and 8 times as many at random (default: 12)")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1000}));
  verb.add_option("-o,--output", a.output, "a folder, or one file for all (default: standard output)")
      ->type_name("DIR|FILE");
  verb.add_option("--as-of", a.asOf, "the day whose rules are exported (default: today)")->type_name("YYYY-MM-DD");
  verb.add_flag("--every-version", a.exporting.everyVersion,
                "a folder for each of the few days on which, together, every table and wording was in force");
}

void kb(CLI::App& app, Arguments& a) {
  CLI::App* group = app.add_subcommand("kb", "the knowledge: check it, read it");
  group->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, Verb verb) {
    CLI::App* added = group->add_subcommand(name, what);
    knowledgeFolders(*added, a);
    added->callback([&a, verb] { a.verb = verb; });
    return added;
  };
  add("check", "types, gaps, overlaps, dead rows, dates, citations and examples, each fault with file and line",
      Verb::KbCheck);
  add("show", "a table, fact, source, drug, indication or whatever has a name; without a name: what there is",
      Verb::KbShow)
      ->add_option("THING", a.thing, "its id, or a place such as status/breast-ish.toml:19");
  CLI::App* search =
      add("search", "names, titles, texts, sources, codes and brands that hold all words, best first", Verb::KbSearch);
  search->add_option("WORDS", a.words, "what to look for")->required();
  search->add_option("--limit", a.limit, "at most so many (default: 20)");
  CLI::App* groups =
      add("groups", "the groups people know: usual test result, options and safety notes, from the knowledge",
          Verb::KbGroups);
  groups->add_option("--as-of", a.asOf, "the day (default: today)")->type_name("YYYY-MM-DD");
  groups->add_option("--region", a.regions, "US or EU; may be repeated (default: all)");
  groups->add_option("--format", a.format, "text, json or markdown (default: text)")
      ->check(CLI::IsMember({"text", "json", "markdown"}));
  add("changelog", "what changed from release to release, in clinical terms", Verb::KbChangelog);
  CLI::App* diff = add("diff", "what changed between two days: rule sets, rows of tables, options by region, wordings",
                       Verb::KbDiff);
  diff->add_option("--from", a.from, "the earlier day")->type_name("YYYY-MM-DD")->required();
  diff->add_option("--to", a.to, "the later day (default: today)")->type_name("YYYY-MM-DD");
  diff->add_option("--region", a.regions, "US or EU; may be repeated (default: all)");
  diff->add_option("--format", a.format, "text or json (default: text)")->check(CLI::IsMember({"text", "json"}));
  kbExport(*add("export", "decision tables and criteria as DMN, and cases to hold another engine to", Verb::KbExport),
           a);
  CLI::App* site = add("site", "the whole knowledge as pages to read in a browser, without a server", Verb::KbSite);
  site->add_option("-o,--output", a.output, "the folder, made if it is not there")->type_name("DIR")->required();
  site->add_option("--as-of", a.asOf, "the day of the groups (default: the day of the knowledge)")
      ->type_name("YYYY-MM-DD");
  add("stats", "how much there is of each kind, how well sources were verified, what rests on nothing read",
      Verb::KbStats)
      ->add_option("--format", a.format, "text or json (default: text)")
      ->check(CLI::IsMember({"text", "json"}));
}

}  // namespace

std::optional<int> parseArguments(int argc, char** argv, Arguments& arguments) {
  CLI::App app(about, "her2");
  app.footer(examples);
  app.set_version_flag("--version", "her2 " + std::string(present::engineVersion()));
  app.require_subcommand(1);
  assess(app, arguments);
  check(app, arguments);
  calendar(app, arguments);
  screen(app, arguments);
  summary(app, arguments);
  changes(app, arguments);
  explain(app, arguments);
  synth(app, arguments);
  serve(app, arguments);
  audit(app, arguments);
  kb(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    // The library says "a verb is required" where there is one it does not know.
    const bool noVerb = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError);
    if (noVerb && !app.remaining(true).empty())
      std::cerr << "not understood: " << CLI::detail::join(app.remaining(true), " ") << "\n";
    return code == 0 ? static_cast<int>(Exit::Done) : static_cast<int>(Exit::Usage);
  }
  return std::nullopt;
}

}  // namespace her2::cli
