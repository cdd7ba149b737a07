// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {AccountERC7579} from "@openzeppelin/contracts/account/extensions/draft-AccountERC7579.sol";
import {ERC4337Utils} from "@openzeppelin/contracts/account/utils/ERC4337Utils.sol";
import {ERC7579Utils} from "@openzeppelin/contracts/account/utils/draft-ERC7579Utils.sol";
import {IEntryPoint} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {
    IERC7579Module,
    MODULE_TYPE_EXECUTOR,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {ERC1155Holder} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Holder.sol";
import {ERC721Holder} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Holder.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {PublicKey} from "./WebAuthnVerifier.sol";

/// @title A smart account that is owned by passkeys and can be recovered
/// @notice OpenZeppelin's ERC-7579 account on EntryPoint v0.8, behind ERC-1167 clones that AccountFactory makes. The
/// passkey validator and the recovery module are installed from birth, by code: a storage slot is written only to remove
/// one. Everything else – installing, removing, executing, ERC-1271 – is as ERC-7579 says.
contract Account is AccountERC7579, ERC721Holder, ERC1155Holder {
    /// @notice The only caller of `initialize`.
    address public immutable factory;
    /// @notice The validator that is installed from birth.
    address public immutable passkeyValidator;
    /// @notice The executor that is installed from birth.
    address public immutable recoveryModule;

    /// @dev True where a validator or executor is in the other state than at birth.
    mapping(uint256 moduleTypeId => mapping(address module => bool)) private _changed;
    /// @dev How many validators are installed, less one, so that nothing has to be written at birth.
    uint256 private _validatorsToSpare;
    /// @dev True while a module is removed.
    bool private transient _isRemoving;

    /// @notice Only the factory initializes an account, in the transaction that creates it.
    error NotFactory(address caller, address factory);

    /// @notice Without a validator nobody could use the account any more. Install another one first.
    error LastValidator(address validator);

    constructor(address factory_, address passkeyValidator_, address recoveryModule_) {
        factory = factory_;
        passkeyValidator = passkeyValidator_;
        recoveryModule = recoveryModule_;
    }

    /// @notice Gives the new account its first passkey. The account's address commits to it.
    function initialize(PublicKey calldata key) external {
        if (msg.sender != factory) revert NotFactory(msg.sender, factory);
        IERC7579Module(passkeyValidator).onInstall(abi.encode(key));
    }

    /// @notice EntryPoint v0.8.
    function entryPoint() public pure override returns (IEntryPoint) {
        return ERC4337Utils.ENTRYPOINT_V08;
    }

    /// @notice `vendor.account.version` (ERC-7579).
    function accountId() public pure override returns (string memory) {
        return "sparekey.account.1.0.0";
    }

    /// @notice Whether `module` is installed as `moduleTypeId` (ERC-7579).
    function isModuleInstalled(uint256 moduleTypeId, address module, bytes calldata additionalContext)
        public
        view
        override
        returns (bool)
    {
        if (moduleTypeId == MODULE_TYPE_VALIDATOR || moduleTypeId == MODULE_TYPE_EXECUTOR) {
            return _isInstalled(moduleTypeId, module);
        }
        return super.isModuleInstalled(moduleTypeId, module, additionalContext);
    }

    function _installModule(uint256 moduleTypeId, address module, bytes memory initData) internal override {
        if (moduleTypeId != MODULE_TYPE_VALIDATOR && moduleTypeId != MODULE_TYPE_EXECUTOR) {
            return super._installModule(moduleTypeId, module, initData);
        }
        if (!IERC7579Module(module).isModuleType(moduleTypeId)) {
            revert ERC7579Utils.ERC7579MismatchedModuleTypeId(moduleTypeId, module);
        }
        if (_isInstalled(moduleTypeId, module)) {
            revert ERC7579Utils.ERC7579AlreadyInstalledModule(moduleTypeId, module);
        }
        _changed[moduleTypeId][module] = !_changed[moduleTypeId][module];
        if (moduleTypeId == MODULE_TYPE_VALIDATOR) ++_validatorsToSpare;
        IERC7579Module(module).onInstall(initData);
        emit ModuleInstalled(moduleTypeId, module);
    }

    /// @dev While a module is removed, and hears of it, no executor acts for the account: otherwise two of them could have
    /// each other installed again for ever.
    function _uninstallModule(uint256 moduleTypeId, address module, bytes memory deInitData) internal override {
        _isRemoving = true;
        if (moduleTypeId == MODULE_TYPE_VALIDATOR || moduleTypeId == MODULE_TYPE_EXECUTOR) {
            _remove(moduleTypeId, module, deInitData);
        } else {
            super._uninstallModule(moduleTypeId, module, deInitData);
        }
        _isRemoving = false;
    }

    /// @dev Who may call executeFromExecutor.
    function _checkModule(uint256 moduleTypeId, address module, bytes calldata additionalContext)
        internal
        view
        override
    {
        if (_isRemoving) revert AccountUnauthorized(module);
        super._checkModule(moduleTypeId, module, additionalContext);
    }

    /// @dev A module cannot keep itself installed by reverting in onUninstall, nor by having no code any more (an EOA that
    /// has ended its EIP-7702 delegation): after a recovery, the owner must be able to remove what a thief has installed.
    function _remove(uint256 moduleTypeId, address module, bytes memory deInitData) private {
        if (!_isInstalled(moduleTypeId, module)) {
            revert ERC7579Utils.ERC7579UninstalledModule(moduleTypeId, module);
        }
        if (moduleTypeId == MODULE_TYPE_VALIDATOR) {
            if (_validatorsToSpare == 0) revert LastValidator(module);
            --_validatorsToSpare;
        }
        _changed[moduleTypeId][module] = !_changed[moduleTypeId][module];
        LowLevelCall.callNoReturn(module, abi.encodeCall(IERC7579Module.onUninstall, (deInitData)));
        emit ModuleUninstalled(moduleTypeId, module);
    }

    function _isInstalled(uint256 moduleTypeId, address module) private view returns (bool) {
        address fromBirth = moduleTypeId == MODULE_TYPE_VALIDATOR ? passkeyValidator : recoveryModule;
        return (module == fromBirth) != _changed[moduleTypeId][module];
    }
}
