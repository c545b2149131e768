# The two commands to know are `make demo` and `make test`; `make help` lists the rest.
PYTHON ?= python3
VENV ?= .venv
export VENV := $(abspath $(VENV))
RUN = $(VENV)/bin/python -m local

.DEFAULT_GOAL := help
.PHONY: help setup demo test faults fuzz containers lint format bench cadre new-service docs servers lock sbom env clean

help: ## this list 本说明
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: ## virtual environment from requirements.lock 准备 Python 环境
	@$(PYTHON) local/setup.py

demo: setup ## everything up and loaded with the demonstration year, until Ctrl-C (DEMO_EXIT=1: stop after the briefing) 启动演示
	@$(RUN) demo

test: setup ## every check and test (ARGS="tests/unit -k hours": pytest's arguments) 全部检查与测试
	@$(RUN) test $(ARGS)

faults: setup ## the stories with kills at their full size, about ten minutes 完整规模的故障测试
	@FULL_SIZE=1 $(RUN) test tests/faults $(ARGS)

fuzz: setup ## requests that nobody would think of, of every operation (FUZZ_SECONDS=600, FUZZ_SEED=1) 接口模糊测试
	@FUZZ_SECONDS=$${FUZZ_SECONDS:-600} FUZZ_SEED=$${FUZZ_SEED:-$$(date +%s)} $(RUN) test tests/e2e/test_fuzz.py -n 0 -s $(ARGS)

containers: setup ## the Compose deployment under load and faults, half an hour (COMPOSE="docker compose" ENGINE=docker) 容器部署的故障试验
	@tests/containers/run $(ARGS)

lint: setup ## ruff, mypy, import-linter, secrets; known holes of dependencies, where the network answers 静态检查
	@$(RUN) lint

format: setup ## format the code 格式化代码
	@$(VENV)/bin/ruff check --quiet --fix-only . && $(VENV)/bin/ruff format --quiet .

bench: setup ## each figure beside its limit, into benchmarks/results.json 性能基准
	@$(RUN) bench $(ARGS)

cadre: setup ## the operators' tool (ARGS="doctor", ARGS="backup create city.backup") 运维工具：检查、备份、恢复、迁移
	@$(RUN) cadre $(ARGS)

new-service: setup ## the smallest complete service, registered everywhere (NAME=library ZH=图书资料) 新建服务
	@test -n "$(NAME)" || { echo "NAME=library ZH=图书资料"; exit 2; }
	@$(VENV)/bin/python -m tools.new_service $(NAME) $(ZH)

docs: setup ## what is made from declarations: event catalogue, lifecycles, put-right, rights 由声明生成的文档
	@$(VENV)/bin/python -m gateway.catalogue && $(VENV)/bin/python -m tools.lifecycles && \
	  $(VENV)/bin/python -m tools.put_right && $(VENV)/bin/python -W ignore -m tools.rights_page && \
	  $(VENV)/bin/python -W ignore -m tools.broker_accounts

servers: setup ## broker and database for single tests by hand, until Ctrl-C 只启动测试用服务器
	@$(RUN) servers

lock: setup ## requirements.lock anew from requirements*.in 重新锁定依赖版本
	@$(VENV)/bin/uv pip compile --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header \
	  --quiet --upgrade requirements-dev.in -o requirements.lock

sbom: setup ## what the platform is made of, as CycloneDX, into build/ 软件物料清单
	@$(VENV)/bin/python -m tools.sbom

env: ## secrets for docker compose in .secrets/, and .env, where there are none yet 生成容器部署所需的密钥
	@$(PYTHON) deploy/make_env.py

clean: ## remove local data, logs and the virtual environment (not while a demo runs) 清理
	@$(PYTHON) -c "import sys; sys.path.insert(0, '.'); from local.place import Place; [Place(n).alone().__enter__() for n in ('demo', 'test')]"
	@rm -rf .local .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
