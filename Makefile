# Everything a person can do here; `make` alone lists it. Each command is printed before it runs, to be copied.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

JOBS ?= $(shell nproc)
JENNY := .npm/node_modules/hl7.fhir.us.mcode/example/Bundle-mcode-patient-bundle-jenny-m.json
WEB_SOURCES = $(shell find web/src web/public examples/cases -type f) web/index.html web/vite.config.js web/licences.mjs web/package.json examples/cohort/sample.csv docs/intended-use.md
SOURCES = $(shell find src include tests fuzz bench -name '*.h' -o -name '*.cpp')

.PHONY: help setup examples engines build demo site web test test-web prove-hazards differential asan tsan fuzz bench bench-peers bench-plots bench-scale bench-service deb python test-python lint format clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## install the Debian packages that are missing
	@tools/install-packages.sh

examples: setup  ## fetch the published mCODE example patients
	@tools/npm/fetch-examples.sh

engines: setup  ## fetch feelin and the schemas of DMN, for the differential tests
	@tests/differential/fetch.sh feelin

build: compile-release  ## build/release/her2

demo: examples compile-release  ## build, assess a published patient, screen a cohort, name the command of the workbench
	@if [ -f $(JENNY) ]; then patient=$(JENNY); else patient=examples/cases/breast-low-metastatic.json; fi; \
	run() { echo; echo "$$*"; echo; "$$@"; }; \
	run build/release/her2 assess "$$patient"; \
	run build/release/her2 screen examples/cohort/sample.csv; \
	echo; \
	if $(MAKE) web; then echo; echo "The workbench: build/release/her2 serve --web web/dist, then open http://127.0.0.1:8080/"; \
	else echo "The workbench could not be built; everything else works without it."; fi

test: examples engines compile-dev compile-fuzz  ## all tests, short fuzz runs under the sanitizers, a glance at the workbench in a browser
	@rm -f build/test.log; failed=0; \
	run() { echo; echo "$$*"; "$$@" 2>&1 | tee -a build/test.log || failed=1; }; \
	run build/dev/her2 kb check; \
	run ctest --test-dir build/fuzz/fuzz --output-on-failure -j $(JOBS); \
	run ctest --preset dev -j $(JOBS); \
	run tools/smoke-web.sh build/dev/her2; \
	awk '/tests passed, .* failed out of/ { failed += $$4; all += $$NF } END { printf "\n%d passed, %d failed\n", all - failed, failed }' build/test.log; \
	exit $$failed

prove-hazards: compile-dev  ## take each control of docs/hazards.md out and see its test fail
	tools/prove-hazards.py

differential: engines compile-dev  ## hold the exported decision tables to two other engines, feelin and Drools
	@tests/differential/fetch.sh drools
	@failed=0; for engine in schema drools feelin; do \
	run="tests/differential/run.sh $$engine build/dev/her2 build/differential/$$engine"; \
	if [ $$engine != schema ]; then run="$$run --most 4000"; fi; \
	echo; echo "$$run"; $$run || [ $$? -eq 77 ] || failed=1; done; exit $$failed

site: compile-release  ## the whole knowledge as pages, build/site/index.html
	rm -rf build/site
	build/release/her2 kb site -o build/site

web: web/dist/index.html  ## build the workbench into web/dist

web/node_modules/.package-lock.json: web/package-lock.json | setup
	npm ci --prefix web --no-audit --no-fund

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	npm run build --prefix web

test-web: compile-dev web  ## the workbench in a browser over the service; HER2_IMAGES=docs/images takes the pictures of the documentation
	@tools/install-packages.sh chromium
	HER2_IMAGES=$(abspath $(HER2_IMAGES)) npm test --prefix web

asan: compile-asan  ## tests with the address and undefined-behaviour sanitizers
	ctest --preset asan -j $(JOBS)

tsan: compile-tsan  ## multi-threaded tests with the thread sanitizer
	ctest --preset tsan -L threads

fuzz: compile-fuzz  ## short, repeatable runs of every fuzzer
	ctest --test-dir build/fuzz/fuzz --output-on-failure -j $(JOBS)

bench: compile-release  ## benchmarks
	@for program in build/release/bench/*_bench; do echo; echo $$program; $$program; done

bench-peers: engines compile-release  ## the same decisions by this engine, zen-engine, Drools and cql-execution in one run
	@for engine in drools peers; do tests/differential/fetch.sh $$engine; done
	tools/bench/peers.py build/release

bench-scale: compile-release  ## time and memory from a thousand patients to a million, bulk exports, one checksum for every way (Spark too after `make python`)
	tools/bench/scale.sh build/release/her2

bench-service: compile-release  ## load on the service: patient-view with 50 KB beside a handler that does nothing
	@tools/install-packages.sh wrk
	bench/service.py build/release

bench-plots: setup  ## draw the tables of docs/benchmarks.md
	@[ -d build/bench-venv ] || python3 -m venv build/bench-venv
	@build/bench-venv/bin/pip install --quiet --requirement tools/bench/requirements.txt
	build/bench-venv/bin/python tools/bench/plot.py docs/benchmarks.md docs/images

deb: web compile-release  ## build/her2_…_amd64.deb: the command, the service with its systemd unit, the workbench
	cd build && cpack --config release/CPackConfig.cmake

python: build/venv/ready  ## the Python module, in build/venv
	build/venv/bin/pip install --quiet --no-build-isolation ./python

test-python: python compile-dev  ## its tests, also on a Spark of several processes where Java is there
	cd python/tests && HER2=../../build/dev/her2 ../../build/venv/bin/python -m pytest -q $$(command -v java >/dev/null || echo --ignore=test_spark.py)

build/venv/ready: python/requirements-test.txt | setup
	python3 -m venv build/venv
	build/venv/bin/pip install --quiet --requirement python/requirements-test.txt
	@touch $@

lint: build/dev/build.ninja  ## clang-format and clang-tidy, changing nothing
	@echo 'clang-format-14 --dry-run -Werror (all sources)'; clang-format-14 --dry-run -Werror $(SOURCES)
	run-clang-tidy-14 -quiet -p build/dev -j $(JOBS) '/src/.*\.cpp$$'

format:  ## clang-format all sources
	@echo 'clang-format-14 -i (all sources)'; clang-format-14 -i $(SOURCES)

clean:  ## remove what was built
	rm -rf build web/dist

compile-%: build/%/build.ninja
	cmake --build --preset $* -j $(JOBS)

build/%/build.ninja: CMakePresets.json | setup
	cmake --preset $*
	@touch $@
.PRECIOUS: build/%/build.ninja
